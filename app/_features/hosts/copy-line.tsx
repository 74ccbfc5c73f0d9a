'use client'
/** A command to be run elsewhere, with a button that copies it. */
import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { Button } from '#app/_ui/button.tsx'

export function CopyLine({ text }: { text: string }) {
  const [copied, setCopied] = useState(false)
  return (
    <div className="mt-2 flex items-center gap-2 rounded-control border border-line-1 bg-sunk py-1 pr-1 pl-3">
      <code className="min-w-0 flex-1 overflow-x-auto font-mono text-code whitespace-nowrap">{text}</code>
      <Button
        look="quiet"
        size="small"
        square
        aria-label={copied ? 'Copied' : 'Copy'}
        onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
      >
        {copied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
      </Button>
    </div>
  )
}
