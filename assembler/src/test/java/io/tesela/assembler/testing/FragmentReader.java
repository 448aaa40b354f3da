package io.tesela.assembler.testing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the samples of growing files with one video track, from the standard and not from the code under test. */
public final class FragmentReader {
    private final ByteBuffer file;
    private final List<Sample> samples = new ArrayList<>();
    private long mediaTime;

    /** One sample, in decode order; times are those of the presentation: the edit list is applied. */
    public record Sample(long dts, long pts, boolean keyframe, String payload) {}

    private FragmentReader(byte[] file) {
        this.file = ByteBuffer.wrap(file);
    }

    /** Returns the samples of a whole file, in decode order. */
    public static List<Sample> read(byte[] file) {
        FragmentReader reader = new FragmentReader(file);
        reader.boxes(0, file.length);
        return reader.samples;
    }

    private void boxes(int from, int to) {
        for (int at = from; at < to; at += file.getInt(at)) {
            switch (type(at)) {
                case "moov" -> mediaTime = editStart(at);
                case "moof" -> fragment(at);
                default -> {}
            }
        }
    }

    private long editStart(int moov) {
        int elst = path(moov, "trak", "edts", "elst");
        int edits = file.getInt(elst + 12);
        long empty = edits == 2 ? file.getLong(elst + 16) : 0;
        return file.getLong(elst + 16 + (edits - 1) * 20 + 8) - empty;
    }

    private void fragment(int moof) {
        int trun = path(moof, "traf", "trun");
        long dts = file.getLong(path(moof, "traf", "tfdt") + 12) - mediaTime;
        int at = moof + file.getInt(trun + 16);
        for (int i = 0; i < file.getInt(trun + 12); i++) {
            int fields = trun + 20 + 16 * i;
            int size = file.getInt(fields + 4);
            boolean keyframe = (file.getInt(fields + 8) & 0x10000) == 0;
            samples.add(new Sample(dts, dts + file.getInt(fields + 12), keyframe, text(at + 5, size - 5)));
            dts += Integer.toUnsignedLong(file.getInt(fields));
            at += size;
        }
    }

    private int path(int box, String... types) {
        int found = box;
        for (String type : types) {
            found = Objects.requireNonNull(child(found, type), type);
        }
        return found;
    }

    private @Nullable Integer child(int box, String type) {
        for (int at = box + 8; at < box + file.getInt(box); at += file.getInt(at)) {
            if (type(at).equals(type)) {
                return at;
            }
        }
        return null;
    }

    private String type(int box) {
        return text(box + 4, 4);
    }

    private String text(int offset, int size) {
        return new String(file.array(), offset, Math.max(0, size), StandardCharsets.ISO_8859_1);
    }
}
