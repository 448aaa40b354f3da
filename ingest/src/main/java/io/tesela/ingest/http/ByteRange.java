package io.tesela.ingest.http;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of a file that a request asks for.
 *
 * <p>Source: RFC 9110, 14.1.2 (byte ranges) and 14.2 (a server may take several ranges, or what it does not understand, for none).
 *
 * @param first byte of it
 * @param count how many bytes, 1 or more
 */
record ByteRange(long first, long count) {
    private static final Pattern SINGLE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /** What a request asks for. */
    enum Kind {
        WHOLE,
        PART,
        UNSATISFIABLE
    }

    /**
     * What was found out.
     *
     * @param range of a part; empty otherwise
     */
    record Asked(Kind kind, Optional<ByteRange> range) {
        private static final Asked WHOLE = new Asked(Kind.WHOLE, Optional.empty());
        private static final Asked UNSATISFIABLE = new Asked(Kind.UNSATISFIABLE, Optional.empty());
    }

    /**
     * Reads a {@code Range} header.
     *
     * @param header null if there is none
     * @param size of the file, 1 or more
     */
    static Asked of(@Nullable String header, long size) {
        Matcher single = SINGLE.matcher(header == null ? "" : header.strip());
        if (!single.matches() || (single.group(1).isEmpty() && single.group(2).isEmpty())) {
            return Asked.WHOLE;
        }
        if (single.group(1).isEmpty()) {
            long last = Math.min(size, Long.parseLong(single.group(2)));
            return last == 0 ? Asked.UNSATISFIABLE : part(size - last, size - 1);
        }
        long first = Long.parseLong(single.group(1));
        long last = single.group(2).isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(single.group(2)));
        boolean backward = !single.group(2).isEmpty() && Long.parseLong(single.group(2)) < first;
        if (backward) {
            return Asked.WHOLE;
        }
        return first >= size ? Asked.UNSATISFIABLE : part(first, last);
    }

    private static Asked part(long first, long last) {
        return new Asked(Kind.PART, Optional.of(new ByteRange(first, last - first + 1)));
    }

    /** Returns the value of {@code Content-Range}. */
    String contentRange(long size) {
        return "bytes " + first + "-" + (first + count - 1) + "/" + size;
    }
}
