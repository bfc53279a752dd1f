using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace FragApi.Benchmarks;

/// <summary>
/// Code dense in acquisitions: pages by annotation, pooled arrays, and disposable streams for CA2000, with branches,
/// loops, early returns and finally blocks around them. The same number of lines makes the same tree.
/// </summary>
internal sealed class OwnershipTree(int lines)
{
    private const int MethodsOfFile = 6;
    private const int LinesOfMethod = 50;

    private static readonly string[] s_pieces =
    [
        "        Page p{0} = Mm.Alloc();\n        if (n > {0})\n        {{\n            p{0}.Put();\n            return -1;\n        }}\n        p{0}.Touch();\n        ring.Enqueue(p{0});\n",
        "        Page q{0} = Mm.TryAlloc();\n        if (q{0} == null)\n            return {0};\n        if (!ring.TryEnqueue(q{0}))\n            q{0}.Put();\n",
        "        byte[] a{0} = ArrayPool<byte>.Shared.Rent(n + {0});\n        try\n        {{\n            total += stream.Read(a{0}, 0, n);\n            if (total > 1000)\n                return total;\n        }}\n        finally\n        {{\n            ArrayPool<byte>.Shared.Return(a{0});\n        }}\n",
        "        using (MemoryStream m{0} = new MemoryStream())\n        {{\n            stream.CopyTo(m{0});\n            total += (int)m{0}.Length;\n        }}\n",
        "        MemoryStream s{0} = new MemoryStream(n);\n        try\n        {{\n            s{0}.WriteByte((byte)n);\n            total += (int)s{0}.Position;\n        }}\n        finally\n        {{\n            s{0}.Dispose();\n        }}\n",
        "        for (int i{0} = 0; i{0} < n; i{0}++)\n        {{\n            total += i{0} * {0};\n            if ((total & 7) == 3)\n                total ^= n;\n            else\n                ring.Count++;\n        }}\n",
        "        bool kept{0} = false;\n        Page k{0} = Mm.Alloc();\n        if (total > {0} && flag)\n        {{\n            ring.Enqueue(k{0});\n            kept{0} = true;\n        }}\n        if (!kept{0})\n            k{0}.Put();\n",
        "        switch (total & 3)\n        {{\n            case 0: total++; break;\n            case 1: total -= n; break;\n            default: ring.Count--; break;\n        }}\n",
    ];

    public static int MethodsIn(int lines) => Math.Max(1, lines / LinesOfMethod);

    public IEnumerable<(string Name, string Text)> Files()
    {
        yield return ("Kernel.cs", Kernel);
        yield return ("FragApi.Annotations.g.cs", TreeGenerator.Resource("FragApi.Annotations.g.cs"));
        Random random = new(1);
        int methods = MethodsIn(lines);
        for (int first = 0; first < methods; first += MethodsOfFile)
        {
            StringBuilder text = new();
            text.Append("using System.Buffers;\nusing System.IO;\nusing Kernel;\n\nnamespace Drivers;\n\n");
            text.Append(CultureInfo.InvariantCulture, $"public sealed class Driver{first:00000}\n{{\n");
            for (int method = first; method < Math.Min(first + MethodsOfFile, methods); method++)
                Method(text, method, random);
            text.Append("}\n");
            yield return (string.Create(CultureInfo.InvariantCulture, $"Driver{first:00000}.cs"), text.ToString());
        }
    }

    private static void Method(StringBuilder text, int number, Random random)
    {
        text.Append(CultureInfo.InvariantCulture, $"    public int Run{number}(Ring ring, Stream stream, int n, bool flag)\n    {{\n        int total = 0;\n");
        int written = 3;
        for (int piece = 0; written < LinesOfMethod - 4; piece++)
        {
            string code = string.Format(CultureInfo.InvariantCulture, s_pieces[random.Next(s_pieces.Length)], piece);
            text.Append(code);
            written += code.Split('\n').Length - 1;
        }

        text.Append("        return total;\n    }\n\n");
    }

    private const string Kernel = """
        namespace Kernel
        {
            using FragApi;

            public class Page
            {
                public int Data;
                [PageGet] public void Get() { Data++; }
                [PagePut] public void Put() { Data--; }
                public void Touch() { Data++; }
            }

            public static class Mm
            {
                [return: Owned] public static Page Alloc() { return new Page(); }
                [return: Owned(When = When.NotNull)] public static Page TryAlloc() { return null; }
            }

            public class Ring
            {
                public int Count;
                public void Enqueue([Consumes] Page page) { page.Put(); }
                public bool TryEnqueue([Consumes(When = When.True)] Page page) { page.Put(); return true; }
            }
        }
        """;
}
