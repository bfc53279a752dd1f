using System;
using System.Collections.Generic;
using FragApi;

namespace Scenarios;

/// <summary>
/// What a guest lets its host do with its pages: copy out of them, or map them. Stands for the hypervisor, and like it does
/// not let a grant end while it is mapped.
/// </summary>
internal sealed class GrantTable
{
    private readonly Dictionary<int, Page> _offered = [];
    private readonly HashSet<Page> _mapped = [];
    private int _next;

    /// <summary>Bytes that the hypervisor copied for the host.</summary>
    public long CopiedBytes { get; private set; }

    /// <summary>Pages mapped so far.</summary>
    public int Maps { get; private set; }

    /// <summary>Pages mapped now.</summary>
    public int Mapped => _mapped.Count;

    /// <summary>Grants that have not ended.</summary>
    public int Offered => _offered.Count;

    /// <summary>The guest offers a page, which stays its own.</summary>
    public int Offer(Page page)
    {
        _offered.Add(_next, page);
        return _next++;
    }

    /// <summary>The guest takes its offer back.</summary>
    /// <exception cref="InvalidOperationException">The page is mapped.</exception>
    public void End(int grant)
    {
        if (_mapped.Contains(_offered[grant]))
            throw new InvalidOperationException($"grant {grant} is in use");
        _offered.Remove(grant);
    }

    /// <summary>The host copies the beginning of a page.</summary>
    public void Copy(int grant, int offset, Span<byte> to)
    {
        _offered[grant].Span.Slice(offset, to.Length).CopyTo(to);
        CopiedBytes += to.Length;
    }

    /// <summary>The host maps a page. It stays the guest's.</summary>
    /// <exception cref="InvalidOperationException">It is mapped already.</exception>
    [return: Borrows]
    public Page Map(int grant)
    {
        Page page = _offered[grant];
        if (!_mapped.Add(page))
            throw new InvalidOperationException($"grant {grant} is mapped twice");
        Maps++;
        return page;
    }

    /// <summary>The host unmaps a page. Whoever reads it afterwards reads what is not there.</summary>
    /// <exception cref="InvalidOperationException">It is not mapped.</exception>
    public void Unmap(int grant)
    {
        if (!_mapped.Remove(_offered[grant]))
            throw new InvalidOperationException($"grant {grant} is not mapped");
    }

    /// <summary>Whether the host may read the page.</summary>
    public bool IsMapped(Page page) => _mapped.Contains(page);
}
