/** The plan: what stops, for how long, and what stays? */
import { PlanPanel } from '#app/_features/plan/plan-panel.tsx'

export default function Plan() {
  return <PlanPanel />
}
