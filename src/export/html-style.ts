/** The look of the request as a page: on a screen, light and dark, and on paper. */
export const STYLE = `
:root{color-scheme:light dark;--ground:#fff;--ink:#1c2024;--soft:#5a6169;--rule:#d9dde1;--panel:#f6f7f9;--read:#0b62a8;--write:#a83a0b;--use:#5b5f66;--plus:#17652f;--minus:#a61b2b;--warn:#8a5300}
@media (prefers-color-scheme:dark){:root{--ground:#14171a;--ink:#e6e9ec;--soft:#a2abb4;--rule:#353b42;--panel:#1d2126;--read:#6fb7f2;--write:#f29b6f;--use:#b5bbc3;--plus:#7fd598;--minus:#f2919b;--warn:#e8b45c}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",sans-serif}
main{max-width:60rem;margin:0 auto;padding:2.5rem 1.25rem 4rem}
header p{font-size:1.125rem}
h1{font-size:1.75rem;line-height:1.25;margin:0 0 .75rem;text-wrap:balance}
h2{font-size:1.25rem;margin:2.5rem 0 .75rem;padding-top:1.25rem;border-top:1px solid var(--rule)}
h3{font-size:1rem;margin:1.5rem 0 .5rem}
code,pre{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.875em}
code{overflow-wrap:anywhere}
pre{background:var(--panel);border:1px solid var(--rule);border-radius:6px;padding:.875rem 1rem;overflow:auto;max-height:32rem;line-height:1.45}
pre code{overflow-wrap:normal}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.375rem 1.25rem;margin:1rem 0}
dt{color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}
blockquote{margin:1rem 0;padding-left:1rem;border-left:3px solid var(--rule);color:var(--soft)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;min-width:46rem;font-size:.875rem}
th,td{text-align:left;vertical-align:top;padding:.5rem .75rem .5rem 0;border-bottom:1px solid var(--rule)}
th{color:var(--soft);font-weight:600}
td:first-child{min-width:15rem}
td:nth-child(2){min-width:15rem}
td:nth-child(3){min-width:9rem}
td:first-child code{overflow-wrap:normal}
td ul,td p{margin:0;padding:0;list-style:none}
.never{font-weight:700;color:var(--minus)}
.plus{color:var(--plus)}.minus{color:var(--minus)}.change{color:var(--warn)}
.finding{margin:.75rem 0}
.finding b{text-transform:uppercase;font-size:.75rem;letter-spacing:.04em;margin-right:.5rem}
.error b{color:var(--minus)}.warning b{color:var(--warn)}
.bad{color:var(--minus);font-weight:600}
summary{cursor:pointer;padding:.25rem 0}
:focus-visible{outline:2px solid var(--read);outline-offset:2px}
figure{margin:1rem 0;overflow-x:auto}
svg{display:block;width:100%;min-width:40rem;height:auto;font-family:inherit}
svg rect{fill:var(--panel);stroke:var(--rule)}
svg .role rect{fill:var(--ground);stroke:var(--ink);stroke-width:2}
svg text{fill:var(--ink);font-size:14px}
svg .kind,svg .relation{fill:var(--soft);font-size:12px}
svg .name{font-family:ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:13px}
svg .line{fill:none;stroke-width:1.75;stroke:var(--use)}
svg .line.read{stroke:var(--read)}
svg .line.write,svg .line.read-and-write{stroke:var(--write)}
svg .line.use{stroke-dasharray:5 5}
svg .read .relation{fill:var(--read)}
svg .write .relation,svg .read-and-write .relation{fill:var(--write)}
svg .head{fill:context-stroke}
footer{margin-top:3rem;color:var(--soft);font-size:.875rem}
@media (max-width:40rem){dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}main{padding-top:1.5rem}}
@media print{:root{color-scheme:light;--ground:#fff;--ink:#000;--soft:#444;--rule:#bbb;--panel:#fff;--read:#0b62a8;--write:#a83a0b;--use:#444;--plus:#17652f;--minus:#a61b2b;--warn:#8a5300}body{font-size:10.5pt}main{max-width:none;padding:0}pre{max-height:none;white-space:pre-wrap;overflow-wrap:anywhere}h2{break-after:avoid}tr,.finding,figure{break-inside:avoid}svg,table{min-width:0}}
`;
