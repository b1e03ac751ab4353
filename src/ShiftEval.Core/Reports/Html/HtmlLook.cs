namespace ShiftEval.Reports.Html;

/// <summary>The page's own style and script; neither holds a character that XML would read as markup.</summary>
internal static class HtmlLook
{
    /// <summary>Light, dark and paper.</summary>
    public const string Style = """

        :root{color-scheme:light dark;--bg:#fff;--fg:#1a1a1a;--soft:#4d4d4d;--line:#c4c4c4;--band:#f3f4f6;--link:#004f8f;--bad:#9c1f00;--good:#00603f;
        --s0:#005f94;--s1:#b04a00;--s2:#00704f;--s3:#8a3a70;--s4:#7a5c00;--s5:#5b4bb5;--s6:#5a5a5a;--s7:#000}
        @media (prefers-color-scheme:dark){:root{--bg:#16181c;--fg:#ececec;--soft:#bdbdbd;--line:#50545c;--band:#22252b;--link:#8cc8ff;--bad:#ffab8f;--good:#7fdcb5;
        --s0:#6cb8ee;--s1:#ff9d5c;--s2:#4fd0a5;--s3:#e9a5cf;--s4:#f0cf4a;--s5:#b9aeff;--s6:#c4c4c4;--s7:#fff}}
        *{box-sizing:border-box}
        body{margin:0 auto;max-width:68rem;padding:1rem 1.2rem 3rem;background:var(--bg);color:var(--fg);font:16px/1.5 system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:anywhere}
        h1{font-size:1.7rem;line-height:1.25;margin:.6rem 0}h2{font-size:1.3rem;margin:2.2rem 0 .5rem;border-bottom:1px solid var(--line)}h3{font-size:1.05rem;margin:1.2rem 0 .3rem}
        a{color:var(--link)}a:focus-visible,button:focus-visible,summary:focus-visible,.scroll:focus-visible{outline:3px solid var(--link);outline-offset:2px}
        .skip{position:absolute;left:-999rem}.skip:focus{left:1rem;top:.5rem;background:var(--bg);padding:.4rem}
        nav ol{columns:16rem;padding-left:1.4rem}.lead{font-size:1.12rem}.soft{color:var(--soft)}.bad{color:var(--bad);font-weight:600}.good{color:var(--good);font-weight:600}
        .notes{border-left:4px solid var(--bad);padding:.4rem 1rem;background:var(--band)}.notes ul{margin:.3rem 0;padding-left:1.2rem}
        .scroll{overflow-x:auto;max-width:100%;margin:.6rem 0}
        table{border-collapse:collapse;font-size:.92rem}.caption{font-weight:600;margin:1rem 0 -.3rem}
        th,td{border-bottom:1px solid var(--line);padding:.3rem .6rem;text-align:left;vertical-align:top;max-width:22rem;min-width:3.5rem}th{font-weight:600}td bdi,th bdi,thead button{display:inline-block;max-width:20rem;overflow-wrap:break-word}td.number,th.number,th.number button{text-align:right}td.number,tbody th.number{white-space:nowrap;font-variant-numeric:tabular-nums}
        thead th{background:var(--band)}tbody th{position:sticky;left:0;background:var(--bg)}tbody th bdi{max-width:10rem}button{font:inherit;font-weight:600;color:inherit;background:none;border:0;padding:0;cursor:pointer;text-align:left}
        th[aria-sort=ascending] button::after{content:" \25b2"}th[aria-sort=descending] button::after{content:" \25bc"}
        svg{display:block;max-width:none;height:auto;font-size:13px}.figure svg{max-width:100%}svg text{fill:var(--fg);paint-order:stroke;stroke:var(--bg);stroke-width:3px;stroke-linejoin:round}svg .faint{fill:var(--soft)}svg .strong{font-weight:600}
        .axis{stroke:var(--line);stroke-width:1}.curve{stroke:var(--c);stroke-width:2;fill:none}.bar{stroke:var(--c);stroke-width:2}.marker{fill:var(--c);stroke:var(--bg);stroke-width:1}
        .narrow{display:none}.hollow.marker{fill:var(--bg);stroke:var(--c);stroke-width:1.5}.s0{--c:var(--s0)}.s1{--c:var(--s1)}.s2{--c:var(--s2)}.s3{--c:var(--s3)}.s4{--c:var(--s4)}.s5{--c:var(--s5)}.s6{--c:var(--s6)}.s7{--c:var(--s7)}
        td.h0{background:#fdf6e3;color:#111}td.h1{background:#e3e4c8;color:#111}td.h2{background:#b5d0b8;color:#111}td.h3{background:#7fb5b5;color:#111}td.h4{background:#2f6f94;color:#fff}td.h5{background:#143c6b;color:#fff}
        .heat td{text-align:center;min-width:5rem}.legend{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;list-style:none;padding:0}.legend svg{display:inline-block;vertical-align:middle;margin-right:.4rem}
        .grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,20rem),1fr));gap:1rem}
        summary{cursor:pointer;font-weight:600}pre{white-space:pre-wrap;overflow-wrap:anywhere;background:var(--band);padding:.6rem}
        dl{display:grid;grid-template-columns:fit-content(12rem) 1fr;gap:.2rem 1rem}dt{font-weight:600}dd{margin:0}
        @media screen and (max-width:40rem){.wide{display:none}.narrow{display:block}th,td{padding:.3rem .4rem}}
        @page{size:A4;margin:14mm}
        @media print{:root{color-scheme:light}body{max-width:none;padding:0;font-size:10pt}.skip,nav{display:none}.scroll{overflow:visible}svg,tr,.figure{break-inside:avoid}h2,h3,.soft,.caption{break-after:avoid}.heat td{print-color-adjust:exact;-webkit-print-color-adjust:exact}
        table{font-size:8pt;width:100%}td.number,th.number{white-space:normal}th,td{padding:.15rem .3rem;min-width:0}tbody th{position:static}details::details-content{content-visibility:visible;height:auto}.figure svg{min-width:0!important;max-width:100%}}

        """;

    /// <summary>Sorts tables by their headers, and opens what is folded before printing.</summary>
    public const string Script = """

        document.querySelectorAll('thead button').forEach(function (button) {
          button.addEventListener('click', function () {
            var header = button.parentNode, row = header.parentNode, table = row.parentNode.parentNode, body = table.tBodies[0];
            var index = Array.prototype.indexOf.call(row.children, header);
            var down = header.getAttribute('aria-sort') === 'ascending';
            Array.prototype.forEach.call(row.children, function (other) { other.removeAttribute('aria-sort'); });
            header.setAttribute('aria-sort', down ? 'descending' : 'ascending');
            var rows = Array.prototype.slice.call(body.rows).map(function (line) {
              var cell = line.cells[index], raw = cell.getAttribute('data-value');
              return { line: line, number: raw === null ? null : Number(raw), text: cell.textContent };
            });
            rows.sort(function (a, b) {
              if (a.number === null ? b.number !== null : b.number === null) { return a.number === null ? 1 : -1; }
              var order = a.number === null ? a.text.localeCompare(b.text) : a.number - b.number;
              return down ? -order : order;
            });
            rows.forEach(function (entry) { body.appendChild(entry.line); });
          });
        });
        window.addEventListener('beforeprint', function () {
          document.querySelectorAll('details').forEach(function (part) { part.open = true; });
        });

        """;
}
