'use client'
/** What every page needs around it: the API, tooltips, the one toast. */
import { TRPCProvider } from '#app/_trpc/client.tsx'
import { ToastProvider } from '#app/_ui/toast.tsx'
import { TooltipProvider } from '#app/_ui/tooltip.tsx'

export function Providers({ children }: { children: React.ReactNode }) {
  return (
    <TRPCProvider>
      <TooltipProvider>
        <ToastProvider>{children}</ToastProvider>
      </TooltipProvider>
    </TRPCProvider>
  )
}
