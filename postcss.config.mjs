/** Tailwind is the only step between the style sheets as written and as served. */
const config = { plugins: { '@tailwindcss/postcss': {} } }
export default config
