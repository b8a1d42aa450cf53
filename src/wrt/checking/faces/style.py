"""The style sheet of a report: system fonts, two columns that become one on a narrow screen, light and dark."""

# a page has colours of its own for light and for dark; a part of another page takes what that page has, and signs in
# tones that can be read on both
PAGE = """:root{color-scheme:light dark;--right:#1a7f37;--wrong:#c21f2c;--open:#8a5a00;--calm:#59636e;--line:#d1d9e0;
--wrong-back:#fff1f0;--open-back:#fff8e6;--page:#fff;--ink:#1f2328}
@media (prefers-color-scheme:dark){:root{--right:#4ac26b;--wrong:#ff8078;--open:#e3b341;--calm:#9198a1;--line:#3d444d;
--wrong-back:#2d1214;--open-back:#2b2210;--page:#0d1117;--ink:#f0f6fc}}
body{margin:0;background:var(--page);color:var(--ink)}
main{max-width:62rem;margin:0 auto;padding:1.5rem 1rem 4rem}
@media print{main{max-width:none}}
"""
FRAGMENT = """.wrt-check{--right:#1f883d;--wrong:#d1242f;--open:#9a6700;--calm:#6e7781;--line:#8886;
--wrong-back:#d1242f14;--open-back:#9a670014}
"""
STYLE = """.wrt-check{font:1rem/1.5 system-ui,sans-serif}
.wrt-check h1{font-size:1.5rem;line-height:1.25;margin:0 0 1rem;overflow-wrap:anywhere}
.wrt-check h2{font-size:1.2rem;margin:2.5rem 0 .75rem;overflow-wrap:anywhere}
.wrt-check .sum{font-weight:600;margin:.5rem 0;padding-left:.75rem;border-left:.25rem solid var(--line)}
.wrt-check .sum.good{border-color:var(--right)}
.wrt-check .sum.bad{border-color:var(--wrong)}
.wrt-check .sum.open{border-color:var(--open)}
.wrt-check .assumed{margin:.75rem 0;color:var(--calm);font-size:.9rem}
.wrt-check .assumed summary{cursor:pointer}
.wrt-check .assumed ul{margin:.25rem 0;padding-left:1.25rem}
.wrt-check ol.lines{list-style:none;margin:1rem 0;padding:0;border-top:1px solid var(--line)}
.wrt-check ol.lines>li{display:grid;grid-template-columns:12.5rem minmax(0,1fr);gap:.25rem 1rem;margin:0;
padding:.45rem .5rem;border-bottom:1px solid var(--line)}
.wrt-check ol.lines>li.wrong,.wrt-check ol.lines>li.not-met{background:var(--wrong-back)}
.wrt-check ol.lines>li.undecided,.wrt-check ol.lines>li.not-understood,
.wrt-check ol.lines>li.open{background:var(--open-back)}
.wrt-check .gutter{display:grid;grid-template-columns:minmax(2.5rem,auto) 1.4rem minmax(0,1fr);
align-items:baseline;font-size:.9rem}
.wrt-check .number{text-align:right;padding-right:.6rem;color:var(--calm);font-variant-numeric:tabular-nums}
.wrt-check .sign{font-weight:700}
.wrt-check .word{line-height:1.25}
.wrt-check .right .sign,.wrt-check .met .sign{color:var(--right)}
.wrt-check .wrong>.gutter .sign,.wrt-check .wrong .word,.wrt-check .follows .sign,.wrt-check .not-met .sign,
.wrt-check .not-met .word{color:var(--wrong)}
.wrt-check .wrong .word,.wrt-check .not-met .word{font-weight:700}
.wrt-check .undecided .sign,.wrt-check .not-understood .sign,.wrt-check .open .sign{color:var(--open)}
.wrt-check .right .word,.wrt-check .definition .word,.wrt-check .given .word,.wrt-check .follows .word,
.wrt-check .met .word{color:var(--calm)}
.wrt-check .body{min-width:0;overflow:auto hidden;padding-bottom:.15rem}
.wrt-check .formula{display:block}
.wrt-check .notes .formula,.wrt-check .lead+.formula{display:inline-block;vertical-align:top}
.wrt-check .formula .more{display:block;padding-left:2rem}
.wrt-check math{font-size:1.1em}
.wrt-check code.raw{font:.95em/1.5 ui-monospace,monospace;overflow-wrap:anywhere;white-space:pre-wrap;background:none;
color:inherit;padding:0}
.wrt-check .notes{list-style:none;margin:.3rem 0 .2rem;padding:0;font-size:.95rem;overflow-wrap:anywhere}
.wrt-check .notes li{margin:.1rem 0}
.wrt-check .label{color:var(--calm)}
.wrt-check .label::after{content:":"}
.wrt-check .scroll{overflow-x:auto}
.wrt-check table{border-collapse:collapse;font-size:.95rem}
.wrt-check th,.wrt-check td{padding:.35rem .75rem .35rem 0;text-align:left;vertical-align:baseline;
border-bottom:1px solid var(--line)}
.wrt-check td:nth-child(n+2):nth-child(-n+5){text-align:right;font-variant-numeric:tabular-nums}
.wrt-check th[scope=row]{font-weight:400}
.wrt-check td:last-child{min-width:10rem}
.wrt-check a{color:inherit}
@media (max-width:44rem){.wrt-check ol.lines>li{grid-template-columns:minmax(0,1fr)}
.wrt-check .gutter{grid-template-columns:auto 1.4rem minmax(0,1fr)}
.wrt-check table{font-size:.85rem}.wrt-check th,.wrt-check td{padding-right:.5rem}}
"""
