using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;

namespace FragApi.Cli.Writing;

/// <summary>
/// Holds back Ctrl-C and its kin while a write is under way: asked at the right moments, it stops before the point of no
/// return and completes after it.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationToken _cancellation;
    private readonly List<PosixSignalRegistration> _registrations = [];
    private volatile bool _signalled;

    public Interruption(CancellationToken cancellation)
    {
        _cancellation = cancellation;
        foreach (PosixSignal signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
            _registrations.Add(PosixSignalRegistration.Create(signal, Hold));
    }

    public bool IsRequested => _signalled || _cancellation.IsCancellationRequested;

    /// <exception cref="OperationCanceledException">The user wants to stop.</exception>
    public void ThrowIfRequested()
    {
        if (IsRequested)
            throw new OperationCanceledException("Cancelled; nothing was changed.", _cancellation);
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
    }

    private void Hold(PosixSignalContext context)
    {
        context.Cancel = true;
        _signalled = true;
    }
}
