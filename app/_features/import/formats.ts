/** The formats that a page can offer, by their titles: readers are loaded to be asked for them. */
import { useQuery } from '@tanstack/react-query'
import { importable, readerOf } from '#generators/import.ts'
import { OWN } from './use-imported.ts'

export interface Formats {
  readonly own: string
  readonly all: readonly { readonly id: string; readonly title: string }[]
}

export function useFormats(): Formats {
  const { data } = useQuery({
    queryKey: ['import formats'],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => {
      const readers = await Promise.all(importable().map((id) => readerOf(id)))
      return readers.flatMap((one) => (one ? [{ id: one.id, title: one.title }] : []))
    },
  })
  return { own: OWN, all: [{ id: OWN, title: 'Longrun YAML' }, ...(data ?? [])] }
}

export function formatTitle({ all }: Formats, id: string): string {
  return all.find((one) => one.id === id)?.title ?? id
}
