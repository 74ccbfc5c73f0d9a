// Sets the theme that this browser chose before the first paint. A file of its own, so that no inline script is needed.
// Without a choice nothing is set, and the system's own preference holds.
;(() => {
  try {
    const theme = localStorage.getItem('longrun.theme')
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
  } catch {
    // Storage may be forbidden; then the system's preference holds.
  }
})()
