using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Scenarios;

/// <summary>One line of a plot. Points in order of X; on a logarithmic axis those that are not positive are left out.</summary>
internal sealed record Series(string Name, IReadOnlyList<(double X, double Y)> Points, bool Dashed = false);

/// <summary>One group of bars: a value for each of the plot's categories.</summary>
internal sealed record Bars(string Name, IReadOnlyList<double> Values);

/// <summary>A picture with axes and a legend, written as SVG. Same data, same text.</summary>
internal abstract class Plot(string title, string xLabel, string yLabel)
{
    protected const double Left = 78;
    protected const double Right = 700;
    protected const double Top = 48;
    protected const double Bottom = 360;

    // Okabe and Ito's: told apart with every kind of colour vision.
    private static readonly string[] s_colours = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"];

    /// <summary>The picture as an SVG document.</summary>
    public string ToSvg()
    {
        StringBuilder svg = new();
        svg.Append("""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 430" font-family="sans-serif" font-size="13">""").Append('\n');
        svg.Append("""<rect width="900" height="430" fill="white"/>""").Append('\n');
        Text(svg, (Left + Right) / 2, 26, title, "middle", size: 16);
        Text(svg, (Left + Right) / 2, Bottom + 46, xLabel, "middle");
        svg.Append(CultureInfo.InvariantCulture, $"""<g transform="translate(20 {(Top + Bottom) / 2}) rotate(-90)">""");
        Text(svg, 0, 0, yLabel, "middle");
        svg.Append("</g>\n");
        Draw(svg);
        Line(svg, Left, Bottom, Right, Bottom, "black");
        Line(svg, Left, Top, Left, Bottom, "black");
        svg.Append("</svg>\n");
        return svg.ToString();
    }

    protected abstract void Draw(StringBuilder svg);

    protected static string Colour(int i) => s_colours[i % s_colours.Length];

    protected static void DrawYAxis(StringBuilder svg, Axis axis)
    {
        foreach (double tick in axis.Ticks)
        {
            double y = Bottom - (axis.At(tick) * (Bottom - Top));
            Line(svg, Left, y, Right, y, "#dddddd");
            Text(svg, Left - 6, y + 4, Short(tick), "end");
        }
    }

    protected static void Legend(StringBuilder svg, int i, string name, bool dashed = false)
    {
        double y = Top + 8 + (i * 20);
        Line(svg, Right + 14, y, Right + 38, y, Colour(i), width: 3, dashed);
        Text(svg, Right + 44, y + 4, name, "start");
    }

    protected static void Line(
        StringBuilder svg, double x1, double y1, double x2, double y2, string colour, double width = 1, bool dashed = false) =>
        svg.Append(
            CultureInfo.InvariantCulture,
            $"""<line x1="{x1:0.#}" y1="{y1:0.#}" x2="{x2:0.#}" y2="{y2:0.#}" stroke="{colour}" stroke-width="{width}"{Dashes(dashed)}/>""").Append('\n');

    protected static string Dashes(bool dashed) => dashed ? " stroke-dasharray=\"6 4\"" : "";

    protected static void Text(StringBuilder svg, double x, double y, string text, string anchor, int size = 13)
    {
        string safe = text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
        svg.Append(CultureInfo.InvariantCulture, $"""<text x="{x:0.#}" y="{y:0.#}" text-anchor="{anchor}" font-size="{size}">{safe}</text>""").Append('\n');
    }

    protected static string Short(double value) => Math.Abs(value) switch
    {
        >= 1e9 => (value / 1e9).ToString("0.##", CultureInfo.InvariantCulture) + " G",
        >= 1e6 => (value / 1e6).ToString("0.##", CultureInfo.InvariantCulture) + " M",
        >= 1e4 => (value / 1e3).ToString("0.##", CultureInfo.InvariantCulture) + " k",
        _ => value.ToString("0.######", CultureInfo.InvariantCulture),
    };

    /// <summary>A range of values, linear from 0 or logarithmic between powers of ten, as 0 to 1.</summary>
    protected sealed class Axis
    {
        private readonly bool _log;
        private readonly double _low;
        private readonly double _high;

        public Axis(IEnumerable<double> values, bool log)
        {
            _log = log;
            List<double> shown = [.. values.Where(value => double.IsFinite(value) && (!log || value > 0))];
            double least = shown.Count == 0 ? 1 : shown.Min();
            double most = shown.Count == 0 ? 1 : shown.Max();
            if (log)
            {
                _low = Math.Floor(Math.Log10(least));
                _high = Math.Max(Math.Ceiling(Math.Log10(most)), _low + 1);
                Ticks = [.. Enumerable.Range((int)_low, (int)(_high - _low) + 1).Select(power => Math.Pow(10, power))];
                return;
            }

            _low = Math.Min(least, 0);
            double span = Math.Max(most, 0) - _low;
            double step = Step(span <= 0 ? 1 : span);
            _low = Math.Floor(_low / step) * step;
            _high = Math.Max(Math.Ceiling(most / step), 1) * step;
            int count = (int)Math.Round((_high - _low) / step);
            Ticks = [.. Enumerable.Range(0, count + 1).Select(i => _low + (i * step))];
        }

        public IReadOnlyList<double> Ticks { get; }

        public bool Shows(double value) => double.IsFinite(value) && (!_log || value > 0);

        public double At(double value) => ((_log ? Math.Log10(value) : value) - _low) / (_high - _low);

        /// <summary>1, 2 or 5 times a power of ten: about five steps.</summary>
        private static double Step(double span)
        {
            double power = Math.Pow(10, Math.Floor(Math.Log10(span / 5)));
            double times = span / 5 / power;
            return power * (times <= 1 ? 1 : times <= 2 ? 2 : times <= 5 ? 5 : 10);
        }
    }
}

/// <summary>Values over values.</summary>
internal sealed class LinePlot(
    string title, string xLabel, string yLabel, IReadOnlyList<Series> series, bool logX = false, bool logY = false) : Plot(title, xLabel, yLabel)
{
    protected override void Draw(StringBuilder svg)
    {
        Axis x = new(series.SelectMany(line => line.Points).Select(point => point.X), logX);
        Axis y = new(series.SelectMany(line => line.Points).Select(point => point.Y), logY);
        DrawYAxis(svg, y);
        foreach (double tick in x.Ticks)
        {
            double at = Left + (x.At(tick) * (Right - Left));
            Line(svg, at, Bottom, at, Bottom + 5, "black");
            Text(svg, at, Bottom + 20, Short(tick), "middle");
        }

        for (int i = 0; i < series.Count; i++)
        {
            IEnumerable<string> points = series[i].Points
                .Where(point => x.Shows(point.X) && y.Shows(point.Y))
                .Select(point => string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Left + (x.At(point.X) * (Right - Left)):0.#},{Bottom - (y.At(point.Y) * (Bottom - Top)):0.#}"));
            svg.Append(
                CultureInfo.InvariantCulture,
                $"""<polyline fill="none" stroke="{Colour(i)}" stroke-width="2"{Dashes(series[i].Dashed)} points="{string.Join(' ', points)}"/>""").Append('\n');
            Legend(svg, i, series[i].Name, series[i].Dashed);
        }
    }
}

/// <summary>Values by category, one bar for each group.</summary>
internal sealed class BarPlot(
    string title, string xLabel, string yLabel, IReadOnlyList<string> categories, IReadOnlyList<Bars> groups, bool logY = false) : Plot(title, xLabel, yLabel)
{
    protected override void Draw(StringBuilder svg)
    {
        Axis y = new(groups.SelectMany(group => group.Values), logY);
        DrawYAxis(svg, y);
        double slot = (Right - Left) / Math.Max(categories.Count, 1);
        double width = slot * 0.8 / Math.Max(groups.Count, 1);
        for (int c = 0; c < categories.Count; c++)
        {
            Text(svg, Left + (slot * (c + 0.5)), Bottom + 20, categories[c], "middle");
            for (int g = 0; g < groups.Count; g++)
            {
                if (c >= groups[g].Values.Count || !y.Shows(groups[g].Values[c]))
                    continue;
                double height = Math.Max(y.At(groups[g].Values[c]), 0) * (Bottom - Top);
                double at = Left + (slot * (c + 0.1)) + (g * width);
                svg.Append(
                    CultureInfo.InvariantCulture,
                    $"""<rect x="{at:0.#}" y="{Bottom - height:0.#}" width="{width:0.#}" height="{height:0.#}" fill="{Colour(g)}"/>""").Append('\n');
            }
        }

        for (int g = 0; g < groups.Count; g++)
            Legend(svg, g, groups[g].Name);
    }
}
