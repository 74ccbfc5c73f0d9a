'use client'
/** The keys that a host shows, to be compared with what the host itself says. */
import type { ProbedKey } from '#server/api/views.ts'
import { CopyLine } from './copy-line.tsx'

export function KeyChoice({
  keys,
  chosen,
  onChoose,
}: {
  keys: readonly ProbedKey[]
  chosen: ProbedKey | null
  onChoose: (key: ProbedKey) => void
}) {
  return (
    <>
      <ul className="border-t border-line-1">
        {keys.map((key) => (
          <li key={key.key} className="border-b border-line-1">
            <label className="grid min-h-11 cursor-pointer grid-cols-[16px_minmax(0,1fr)] items-center gap-x-2.5 py-1.5 hover:bg-hover">
              <input
                type="radio"
                name="key"
                className="accent-ink-1"
                checked={key.key === chosen?.key}
                onChange={() => onChoose(key)}
              />
              <span className="min-w-0">
                <span className="block font-semibold">{key.type}</span>
                <span className="block font-mono text-code break-all">{key.fingerprint}</span>
              </span>
            </label>
          </li>
        ))}
      </ul>
      <p className="mt-3 text-ink-2">
        Compare it on the host’s own screen, or ask who runs it. There this says the same:
      </p>
      <CopyLine text={`ssh-keygen -lf /etc/ssh/ssh_host_${fileOf(chosen?.type ?? '')}_key.pub`} />
      <p className="mt-2 text-ink-3">Afterwards a changed key blocks the host until somebody compares it.</p>
    </>
  )
}

/** Where OpenSSH keeps the public half, by its type's name. */
function fileOf(type: string): string {
  return /rsa/i.test(type) ? 'rsa' : /ecdsa/i.test(type) ? 'ecdsa' : 'ed25519'
}
