/** The words of the catalogue where no diagnostic fills them: `Port {port} is wanted twice.` becomes `Port … is wanted twice.` */

export function inGeneral(words: string): string {
  return words.replace(/\{\w+\}/g, '…').replace(/…\.$/, '…')
}
