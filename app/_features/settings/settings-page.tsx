'use client'
/** People and appearance. */
import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '#app/_trpc/client.tsx'
import { phrase } from '#app/_ui/answer.ts'
import { AnswerLine } from '#app/_ui/answer-line.tsx'
import { BarTitle, Page } from '#app/_ui/page.tsx'
import { Appearance } from './appearance.tsx'
import { People } from './people.tsx'

const MAY = {
  viewer: 'look at everything and change nothing',
  operator: 'draw, deploy, go back and undeploy',
  admin: 'do everything, hosts and people too',
} as const

export function SettingsPage() {
  const trpc = useTRPC()
  const me = useQuery(trpc.session.me.queryOptions(undefined, { staleTime: 60_000 }))
  return (
    <Page bar={<BarTitle>Settings</BarTitle>}>
      <AnswerLine
        phrases={me.data ? [phrase(`You are ${me.data.name}, and may ${MAY[me.data.role]}.`)] : [phrase('\u00a0')]}
      />
      <div className="mt-7 grid max-w-[820px] gap-9">
        <Appearance />
        {me.data?.role === 'admin' && <People me={me.data} />}
      </div>
    </Page>
  )
}
