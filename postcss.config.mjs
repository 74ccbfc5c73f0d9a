/** Tailwind is the only step between the style sheets as written and as served. */
export default { plugins: { '@tailwindcss/postcss': {} } }
