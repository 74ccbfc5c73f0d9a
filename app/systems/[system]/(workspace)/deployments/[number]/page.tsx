/** A deployment, live and afterwards: is it up yet, and if not, why? */
import { LivePanel } from '#app/_features/live/live-panel.tsx'

interface Props {
  params: Promise<{ number: string }>
}

export default async function Deployment({ params }: Props) {
  const number = Number((await params).number)
  return <LivePanel key={number} number={number} />
}
