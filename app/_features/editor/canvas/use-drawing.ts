/** Keeps the drawing under the nodes up to date: one draw an animation frame, none where nothing changed. */
import { useEffect, useRef } from 'react'
import type { Model } from '../model/model.ts'
import { draw, sceneOf } from './draw.ts'
import { onThemeChange, type Palette, readPalette } from './palette.ts'

export interface Drawing {
  redraw(): void
  setZooming(zooming: boolean): void
  setMounted(mounted: ReadonlySet<string>): void
}

/** Before there is a surface to draw on. */
const NOT_YET: Drawing = { redraw: () => undefined, setZooming: () => undefined, setMounted: () => undefined }

export function useDrawing(
  model: Model,
  stage: React.RefObject<HTMLDivElement | null>,
  canvas: React.RefObject<HTMLCanvasElement | null>,
): React.RefObject<Drawing> {
  const drawing = useRef<Drawing>(NOT_YET)
  useEffect(() => {
    const [box, surface] = [stage.current, canvas.current]
    const context = surface?.getContext('2d', { alpha: false })
    if (!box || !surface || !context) return
    let palette: Palette = readPalette(box)
    let size = { width: 0, height: 0 }
    let frame = 0
    let zooming = false
    let mounted: ReadonlySet<string> = new Set()

    function redraw() {
      frame ||= requestAnimationFrame(() => {
        frame = 0
        const dpr = window.devicePixelRatio || 1
        draw(context!, sceneOf({ model, camera: model.camera, size, dpr, palette, zooming, mounted }))
      })
    }
    function resize() {
      const dpr = window.devicePixelRatio || 1
      size = { width: box!.clientWidth, height: box!.clientHeight }
      surface!.width = Math.round(size.width * dpr)
      surface!.height = Math.round(size.height * dpr)
      redraw()
    }
    const observer = new ResizeObserver(resize)
    observer.observe(box)
    resize()
    const unsubscribe = model.subscribeAll(redraw)
    const untheme = onThemeChange(() => {
      palette = readPalette(box)
      redraw()
    })
    // Text on a canvas does not wait for its face by itself.
    void document.fonts.ready.then(redraw)
    drawing.current = {
      redraw,
      setZooming(now) {
        zooming = now
        redraw()
      },
      setMounted(now) {
        mounted = now
        redraw()
      },
    }
    return () => {
      cancelAnimationFrame(frame)
      observer.disconnect()
      unsubscribe()
      untheme()
    }
  }, [model, stage, canvas])
  return drawing
}
