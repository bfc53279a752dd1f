using System;
using System.Collections.Generic;
using System.IO;
using Campaign;

namespace FragApi.Drivers.Tests;

/// <summary>The campaign on the driver tree, run once for all tests of it; every stage is kept.</summary>
public sealed class ConvertedTree : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "fragapi-drivers-" + Guid.NewGuid().ToString("N"));

    public ConvertedTree()
    {
        DriverTree tree = DriverTree.Copy(DriverTree.RepositoryAbove(AppContext.BaseDirectory), _folder);
        Raw = tree.Build();
        RawLog = tree.Replay();
        tree.Format();
        Left = tree.Build();
        ConvertedLog = tree.Replay();
        tree.FinishByHand();
        tree.Seal();
        tree.Build();
        SealedLog = tree.Replay();
        SealedKernel = Path.Combine(_folder, "Kernel", "bin", DriverTree.Configuration, "net10.0", "Drivers.Kernel.dll");
    }

    public IReadOnlyList<Finding> Raw { get; }

    public IReadOnlyList<Finding> Left { get; }

    public string[] RawLog { get; }

    public string[] ConvertedLog { get; }

    public string[] SealedLog { get; }

    public string SealedKernel { get; }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
