using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Reflection;
using System.Text;

namespace FragApi.Benchmarks;

/// <summary>
/// Makes driver trees of any size: files of some 300 lines, a raw site every so many lines, in the mix of a real
/// campaign (stores, mappings and addresses most, gets and puts few). The same seed makes the same tree.
/// </summary>
internal sealed class TreeGenerator(int lines, int sites, bool annotated = true, int seed = 1)
{
    private const int LinesOfFile = 300;

    // With how many lines and sites each; see the census of raw uses in the kernel before the conversion.
    private static readonly (string Code, int Sites)[] s_raw =
    [
        ("            ulong dma{0} = Pci.MapPage(pdev, frag.Page, frag.Offset, len, PciDir.ToDevice);\n            ring.Post(dma{0}, len);\n", 1),
        ("            ulong dma{0} = Dma.MapPage(pdev.Dev, frag.Page, frag.Offset + done, len, DmaDir.ToDevice);\n            if (Dma.MappingError(pdev.Dev, dma{0}))\n                return -1;\n", 1),
        ("            frag.Page = page;\n            frag.Offset = done;\n            frag.Size = len;\n", 1),
        ("            nint va{0} = Mm.PageAddress(frag.Page) + frag.Offset;\n            ring.Copy(va{0}, len);\n", 1),
        ("            if (ring.IsFull)\n                Mm.PutPage(skb.Info.Frags[i].Page);\n", 1),
        ("            Mm.GetPage(skb.Info.Frags[i].Page);\n            ring.Count++;\n", 1),
        ("            ring.Account(Mm.PageToPfn(frag.Page));\n", 1),
        ("            if (page != skb.Info.Frags[i].Page)\n                done++;\n", 1),
    ];

    private static readonly string[] s_plain =
    [
        "            if (len > ring.Limit)\n                len = ring.Limit;\n",
        "            ring.Registers[(done + {0}) & 63] = (uint)(len << 16 | done);\n",
        "            done += len & 3;\n            total += done;\n",
        "            for (int n = 0; n < 4; n++)\n                total += ring.Registers[n] > {0} ? n : done;\n",
        "            string state{0} = $\"ring {{ring.Count}} of {{ring.Limit}}: {{total}}\";\n            ring.Trace(state{0});\n",
        "            switch (total & 3)\n            {{\n                case 0: done++; break;\n                case 1: len--; break;\n                default: ring.Count--; break;\n            }}\n",
        "            try\n            {{\n                ring.Kick(done);\n            }}\n            finally\n            {{\n                ring.Count = 0;\n            }}\n",
    ];

    /// <summary>The shim and the annotations, and so many driver files, each with its name.</summary>
    public IEnumerable<(string Name, string Text)> Files()
    {
        yield return ("Kernel.cs", annotated ? Kernel : Unannotated(Kernel));
        if (annotated)
            yield return ("FragApi.Annotations.g.cs", Resource("FragApi.Annotations.g.cs"));
        Random random = new(seed);
        int files = Math.Max(1, lines / LinesOfFile);
        double owed = 0;
        for (int file = 0; file < files; file++)
        {
            owed += (double)sites / files;
            int here = (int)owed;
            owed -= here;
            yield return (string.Create(CultureInfo.InvariantCulture, $"Driver{file:0000}.cs"), Driver(file, here, random));
        }
    }

    /// <summary>Writes a project with these files; the caller adds what analyzes it.</summary>
    public void WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach ((string name, string text) in Files())
            File.WriteAllText(Path.Combine(folder, name), text);
        File.WriteAllText(Path.Combine(folder, "Tree.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
              </PropertyGroup>
            </Project>

            """);
    }

    private static string Driver(int file, int sites, Random random)
    {
        StringBuilder text = new();
        text.AppendLine("using Kernel;").AppendLine().AppendLine("namespace Drivers;").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"/// <summary>Card number {file}.</summary>");
        text.AppendLine(CultureInfo.InvariantCulture, $"public sealed class Driver{file:0000}").AppendLine("{");
        int lines = 6;
        int number = 0;
        int left = sites;
        int method = 0;
        while (lines < LinesOfFile - 2)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"    public long Run{method++}(SkBuff skb, PciDev pdev, Ring ring, Page page, int len, int done)");
            text.AppendLine("    {").AppendLine("        long total = 0;").AppendLine("        for (int i = 0; i < skb.Info.NrFrags; i++)").AppendLine("        {");
            text.AppendLine("            ref Frag frag = ref skb.Info.Frags[i];");
            int end = Math.Min(lines + 40, LinesOfFile);
            lines += 6;
            while (lines < end - 5)
            {
                bool raw = left > 0 && random.Next(LinesOfFile - lines + 1) < left * 3;
                string form = raw ? s_raw[random.Next(s_raw.Length)].Code : s_plain[random.Next(s_plain.Length)];
                if (raw)
                    left--;
                string code = string.Format(CultureInfo.InvariantCulture, form, number++);
                text.Append(code);
                lines += code.Split('\n').Length - 1;
            }

            text.AppendLine("        }").AppendLine().AppendLine("        return total;").AppendLine("    }").AppendLine();
            lines += 5;
        }

        return text.AppendLine("}").ToString();
    }

    private static string Unannotated(string kernel)
    {
        StringBuilder text = new();
        foreach (string line in kernel.Split('\n'))
        {
            string trimmed = line.TrimStart();
            if (!(trimmed.StartsWith('[') && trimmed.TrimEnd().EndsWith(']')) && trimmed != "using FragApi;")
                text.Append(line).Append('\n');
        }

        return text.ToString();
    }

    internal static string Resource(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }

    private const string Kernel = """
        using FragApi;

        namespace Kernel;

        public sealed class Page { public int Count; }

        [Fragment(Accessor = typeof(SkbFrag))]
        public struct Frag
        {
            [FragmentPage]
            public Page Page;
            [FragmentOffset]
            public int Offset;
            [FragmentSize]
            public int Size;
        }

        [FragmentContainer]
        public sealed class SharedInfo
        {
            public Frag[] Frags = new Frag[17];
            [FragmentCount]
            public int NrFrags;
        }

        public sealed class SkBuff { public SharedInfo Info = new SharedInfo(); }
        public sealed class Device { }
        public sealed class PciDev { public Device Dev = new Device(); }
        public enum PciDir { Both, ToDevice, FromDevice }
        public enum DmaDir { Both, ToDevice, FromDevice }

        public sealed class Ring
        {
            public int Limit = 4096, Count;
            public uint[] Registers = new uint[64];
            public bool IsFull => Count > Limit;
            public void Post(ulong dma, int len) { }
            public void Copy(nint va, int len) { }
            public void Account(long pfn) { }
            public void Trace(string state) { }
            public void Kick(int slot) { }
        }

        public static class Mm
        {
            [PageGet]
            public static void GetPage(Page page) { page.Count++; }
            [PagePut]
            public static void PutPage(Page page) { page.Count--; }
            [PageAddress]
            public static nint PageAddress(Page page) => 0;
            public static long PageToPfn(Page page) => 0;
        }

        public static class Pci
        {
            [PageMap]
            public static ulong MapPage(PciDev dev, Page page, int offset, int size, PciDir dir) => 0;
        }

        public static class Dma
        {
            [PageMap]
            public static ulong MapPage(Device dev, Page page, int offset, int size, DmaDir dir) => 0;
            public static bool MappingError(Device dev, ulong dma) => false;
        }

        [FragmentAccessor]
        public static class SkbFrag
        {
            public static void Ref(SkBuff skb, int f) => Ref(in skb.Info.Frags[f]);
            public static void Ref(in Frag frag) => Mm.GetPage(frag.Page);
            public static void Unref(SkBuff skb, int f) => Unref(in skb.Info.Frags[f]);
            public static void Unref(in Frag frag) => Mm.PutPage(frag.Page);
            public static Page Page(in Frag frag) => frag.Page;
            public static void SetPage(ref Frag frag, Page page) => frag.Page = page;
            public static nint Address(in Frag frag) => Mm.PageAddress(frag.Page) + frag.Offset;
            public static ulong DmaMap(Device dev, in Frag frag, int offset, int size, DmaDir dir) => Dma.MapPage(dev, frag.Page, frag.Offset + offset, size, dir);
            public static int Size(in Frag frag) => frag.Size;
            public static void SetSize(ref Frag frag, int size) => frag.Size = size;
            public static int Offset(in Frag frag) => frag.Offset;
            public static void SetOffset(ref Frag frag, int offset) => frag.Offset = offset;
            public static void Fill(ref Frag frag, Page page, int offset, int size) { frag.Page = page; frag.Offset = offset; frag.Size = size; }
        }

        """;
}
