/** The two pages before the door: the form at the left, how to read a drawing at the right. */
import { Mark } from '#app/_ui/mark.tsx'
import { SampleDrawing } from './sample-drawing.tsx'

export function Door({
  title,
  says,
  foot,
  children,
}: {
  title: string
  says: React.ReactNode
  foot?: React.ReactNode
  children: React.ReactNode
}) {
  return (
    <main className="grid min-h-dvh grid-cols-[minmax(0,1fr)] lg:grid-cols-[minmax(420px,560px)_minmax(0,1fr)]">
      <div className="flex flex-col gap-8 bg-paper px-4 py-6 sm:px-[72px] sm:py-12">
        <div className="flex items-center gap-3 text-[18px] leading-6 font-semibold">
          <Mark className="w-10" />
          Longrun
        </div>
        <div className="my-auto w-full max-w-[440px] max-lg:mx-auto">
          <h1 className="text-display">{title}</h1>
          <p className="mt-2 text-read text-ink-2">{says}</p>
          {children}
        </div>
        {foot && <p className="text-data text-ink-3">{foot}</p>}
      </div>
      <aside
        aria-label="How to read a drawing"
        className="relative flex flex-col justify-between overflow-hidden border-l border-line-1 bg-paper-grid max-lg:hidden"
      >
        <SampleDrawing />
        <div className="grid grid-cols-3 gap-8 px-16 pb-14">
          <p>
            <b className="block font-semibold">Blue is draft.</b>
            <span className="text-ink-2">What is blue does not run yet. No blue on a page: you see what is.</span>
          </p>
          <p>
            <b className="block font-semibold">A line is a life.</b>
            <span className="text-ink-2">
              Unbroken means the same PID. A gap is a restart, and you see it before it happens.
            </span>
          </p>
          <p>
            <b className="block font-semibold">One drawing, any manager.</b>
            <span className="text-ink-2">Each host keeps the process manager that it has.</span>
          </p>
        </div>
      </aside>
    </main>
  )
}
