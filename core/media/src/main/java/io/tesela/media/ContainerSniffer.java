package io.tesela.media;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Decides from the first box headers of an upload whether it can be decoded while it is still growing.
 *
 * <p>Only an MP4 or MOV whose samples ({@code mdat}) come before their index ({@code moov}) must be complete first.
 *
 * <pre>
 * offset  bytes  field of a box header, big-endian
 *      0      4  size of the box with its header; 1: see below; 0: up to the end of the file
 *      4      4  type, four letters
 *      8      8  size, where the first field is 1
 * </pre>
 *
 * <ul>
 *   <li><b>Backpressure:</b> holds one box header, 16 bytes.
 *   <li><b>Threads:</b> not synchronised.
 * </ul>
 *
 * <p>Source: ISO/IEC 14496-12, 4.2.
 */
public final class ContainerSniffer {
    private static final int SHORT_HEADER = 8;
    private static final int LONG_HEADER = 16;
    /** Types that a file may begin with or have before its index; any other first type is not an MP4. */
    private static final Set<String> KNOWN = Set.of(
            "ftyp", "styp", "free", "skip", "wide", "pnot", "uuid", "pdin", "meta", "udta", "sidx", "junk", "mdat",
            "moov", "moof", "PICT");

    private final ByteBuffer header = ByteBuffer.allocate(LONG_HEADER);
    private long boxStart;
    private Verdict verdict = new Verdict.Undecided(SHORT_HEADER);

    public ContainerSniffer() {
        header.limit(SHORT_HEADER);
    }

    /** What is known so far. */
    public sealed interface Verdict {
        /** The upload can be decoded while it grows, or is nothing this class knows: the decoder will tell. */
        record Streamable() implements Verdict {}

        /** The index comes after the samples: the upload must be complete, and then be read with seeking. */
        record NeedsWholeFile() implements Verdict {}

        /**
         * More bytes are needed.
         *
         * @param upTo size, in bytes from the start, that the upload must have reached for the next step
         */
        record Undecided(long upTo) implements Verdict {}
    }

    /** Returns what is known so far. */
    public Verdict verdict() {
        return verdict;
    }

    /** Returns where in the upload the next byte that matters lies; bytes before it need not be offered. */
    public long wanted() {
        return boxStart + header.position();
    }

    /**
     * Takes a run of the upload's bytes; what does not matter is skipped, so runs may be of any size and may overlap,
     * but none may begin after {@link #wanted}.
     *
     * @param position of the first byte, in bytes from the start of the upload
     */
    public Verdict offer(long position, byte[] bytes, int offset, int length) {
        if (position > wanted() && verdict instanceof Verdict.Undecided) {
            throw new IllegalArgumentException("position: " + position + " (expected: at most " + wanted() + ")");
        }
        long end = position + length;
        while (verdict instanceof Verdict.Undecided && wanted() < end) {
            int from = (int) (wanted() - position);
            int taken = Math.min(header.remaining(), length - from);
            header.put(bytes, offset + from, taken);
            if (!header.hasRemaining()) {
                readHeader();
            }
        }
        return verdict;
    }

    /** Says that the upload is complete; what is still undecided then can be read as it is. */
    public Verdict finish() {
        if (verdict instanceof Verdict.Undecided) {
            verdict = new Verdict.Streamable();
        }
        return verdict;
    }

    private void readHeader() {
        String type = new String(header.array(), 4, 4, StandardCharsets.ISO_8859_1);
        long size = Integer.toUnsignedLong(header.getInt(0));
        if ((boxStart == 0 && !KNOWN.contains(type)) || type.equals("moov") || type.equals("moof")) {
            verdict = new Verdict.Streamable();
        } else if (type.equals("mdat")) {
            verdict = new Verdict.NeedsWholeFile();
        } else if (size == 1 && header.limit() == SHORT_HEADER) {
            header.limit(LONG_HEADER);
            verdict = new Verdict.Undecided(boxStart + LONG_HEADER);
        } else {
            skip(size == 1 ? header.getLong(SHORT_HEADER) : size);
        }
    }

    private void skip(long size) {
        if (size < header.limit() || size > Long.MAX_VALUE - boxStart - LONG_HEADER) {
            verdict = new Verdict.Streamable();
            return;
        }
        boxStart += size;
        header.clear().limit(SHORT_HEADER);
        verdict = new Verdict.Undecided(boxStart + SHORT_HEADER);
    }
}
