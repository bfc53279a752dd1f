using System.IO;
using Microsoft.CodeAnalysis;

namespace FragApi.Testing;

/// <summary>
/// The kernel that test sources are written for. It is compiled once, by the build, with the attributes in it; a test
/// refers to the assembly, and takes a file of it as a source only where that is what the test is about.
/// </summary>
public static class FakeKernel
{
    /// <summary>The compiled kernel. The attributes in it are public.</summary>
    public static MetadataReference Reference { get; } = MetadataReference.CreateFromImage(Image());

    /// <summary>Pages, fragments, buffers, two DMA families, and the accessors; namespace <c>Kernel</c>. C# 8.</summary>
    public static string Kernel { get; } = Text("Kernel.cs");

    /// <summary>Counted pages, a ring, pools, and code of which nothing is known; namespace <c>Mem</c>.</summary>
    public static string Mem { get; } = Text("Mem.cs");

    /// <summary>Pages, fragments with a destructor, buffers, two DMA families, a ring, zero-copy sends; namespace <c>Net</c>.</summary>
    public static string Net { get; } = Text("Net.cs");

    /// <summary>The annotations, as the package hands them out as source.</summary>
    public static string Annotations { get; } = Text("FragApi.Annotations.g.cs");

    /// <summary>The sealed page, as the package hands it out. It stands on <see cref="Annotations"/>.</summary>
    public static string SealedPage { get; } = Text("FragApi.FragPage.g.cs");

    private static byte[] Image()
    {
        using Stream stream = Resource("FragApi.FakeKernel.dll");
        using MemoryStream image = new();
        stream.CopyTo(image);
        return image.ToArray();
    }

    private static string Text(string name)
    {
        using StreamReader reader = new(Resource(name));
        return reader.ReadToEnd();
    }

    private static Stream Resource(string name) => typeof(FakeKernel).Assembly.GetManifestResourceStream(name)!;
}
