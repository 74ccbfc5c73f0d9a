'use client'
/** What every page needs around it: the API, tooltips, the one toast. */
import { Api } from '#app/_trpc/client.tsx'
import { ToastProvider } from '#app/_ui/toast.tsx'
import { TooltipProvider } from '#app/_ui/tooltip.tsx'

export function Providers({ children }: { children: React.ReactNode }) {
  return (
    <Api>
      <TooltipProvider>
        <ToastProvider>{children}</ToastProvider>
      </TooltipProvider>
    </Api>
  )
}
