using System;
using System.Globalization;
using System.IO;
using System.Text;

namespace FragApi.Benchmarks;

/// <summary>
/// The same tree in C, as far as that goes: files of the same length with the same number of raw sites of the same
/// kinds; and the semantic patch that converts them. For comparing with Coccinelle.
/// </summary>
internal sealed class CTree(int lines, int sites, int seed = 1)
{
    private static readonly string[] s_raw =
    [
        "\t\tdma = pci_map_page(pdev, frag->page, frag->page_offset, len, PCI_DMA_TODEVICE);\n\t\tring_post(ring, dma, len);\n",
        "\t\tdma = dma_map_page(pdev->dev, frag->page, frag->page_offset + done, len, DMA_TO_DEVICE);\n\t\tif (dma_mapping_error(pdev->dev, dma))\n\t\t\treturn -1;\n",
        "\t\tfrag->page = page;\n\t\tfrag->page_offset = done;\n\t\tfrag->size = len;\n",
        "\t\tva = page_address(frag->page) + frag->page_offset;\n\t\tring_copy(ring, va, len);\n",
        "\t\tif (ring->full)\n\t\t\tput_page(skb->info->frags[i].page);\n",
        "\t\tget_page(skb->info->frags[i].page);\n\t\tring->count++;\n",
        "\t\tring_account(ring, page_to_pfn(frag->page));\n",
        "\t\tif (page != skb->info->frags[i].page)\n\t\t\tdone++;\n",
    ];

    private static readonly string[] s_plain =
    [
        "\t\tif (len > ring->limit)\n\t\t\tlen = ring->limit;\n",
        "\t\tring->registers[(done + {0}) & 63] = (len << 16 | done);\n",
        "\t\tdone += len & 3;\n\t\ttotal += done;\n",
        "\t\tfor (n = 0; n < 4; n++)\n\t\t\ttotal += ring->registers[n] > {0} ? n : done;\n",
        "\t\tring_trace(ring, \"ring %d of %d\", ring->count, ring->limit);\n",
        "\t\tswitch (total & 3) {{\n\t\tcase 0: done++; break;\n\t\tcase 1: len--; break;\n\t\tdefault: ring->count--; break;\n\t\t}}\n",
        "\t\tif (ring_kick(ring, done))\n\t\t\tring->count = 0;\n",
    ];

    /// <summary>Writes <c>driver0000.c</c>, … and <c>frag.cocci</c>.</summary>
    public void WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        Random random = new(seed);
        int files = Math.Max(1, lines / TreeGenerator.LinesOfFile);
        double owed = 0;
        for (int file = 0; file < files; file++)
        {
            owed += (double)sites / files;
            int here = (int)owed;
            owed -= here;
            File.WriteAllText(Path.Combine(folder, $"driver{file:0000}.c"), Driver(here, random));
        }

        File.WriteAllText(Path.Combine(folder, "frag.cocci"), Patch);
    }

    private static string Driver(int sites, Random random)
    {
        StringBuilder text = new("#include \"kernel.h\"\n\n");
        int written = 2;
        int number = 0;
        int left = sites;
        int function = 0;
        while (written < TreeGenerator.LinesOfFile - 2)
        {
            text.Append(CultureInfo.InvariantCulture, $"long run{function++}(struct sk_buff *skb, struct pci_dev *pdev, struct ring *ring, struct page *page, int len, int done)\n{{\n");
            text.Append("\tlong total = 0;\n\tdma_addr_t dma;\n\tvoid *va;\n\tint i, n;\n\n\tfor (i = 0; i < skb->info->nr_frags; i++) {\n\t\tstruct frag *frag = &skb->info->frags[i];\n\n");
            int end = Math.Min(written + 40, TreeGenerator.LinesOfFile);
            written += 10;
            while (written < end - 5)
            {
                bool raw = left > 0 && random.Next(TreeGenerator.LinesOfFile - written + 1) < left * 3;
                if (raw)
                    left--;
                string code = raw ? s_raw[random.Next(s_raw.Length)] : string.Format(CultureInfo.InvariantCulture, s_plain[random.Next(s_plain.Length)], number++);
                text.Append(code);
                written += code.Split('\n').Length - 1;
            }

            text.Append("\t}\n\n\treturn total;\n}\n\n");
            written += 5;
        }

        return text.ToString();
    }

    // Without the isomorphism that takes 'x->frags[i]' for 'x->frags' and drops the index.
    private const string Patch = """
        @ disable ptr_to_array @
        expression pdev, len;
        struct frag *f;
        @@
        - pci_map_page(pdev, f->page, f->page_offset, len, PCI_DMA_TODEVICE)
        + skb_frag_dma_map(pdev->dev, f, 0, len, DMA_TO_DEVICE)

        @ disable ptr_to_array @
        expression dev, off, len, dir;
        struct frag *f;
        @@
        - dma_map_page(dev, f->page, f->page_offset + off, len, dir)
        + skb_frag_dma_map(dev, f, off, len, dir)

        @ disable ptr_to_array @
        expression p, off, len;
        struct frag *f;
        @@
        - f->page = p;
        - f->page_offset = off;
        - f->size = len;
        + skb_frag_fill(f, p, off, len);

        @ disable ptr_to_array @
        struct frag *f;
        @@
        - page_address(f->page) + f->page_offset
        + skb_frag_address(f)

        @ disable ptr_to_array @
        expression s, i;
        @@
        - put_page(s->info->frags[i].page)
        + skb_frag_unref(s, i)

        @ disable ptr_to_array @
        expression s, i;
        @@
        - get_page(s->info->frags[i].page)
        + skb_frag_ref(s, i)

        @ disable ptr_to_array @
        struct frag *f;
        @@
        - f->page
        + skb_frag_page(f)

        @ disable ptr_to_array @
        expression s, i;
        @@
        - s->info->frags[i].page
        + skb_frag_page(&s->info->frags[i])

        """;
}
