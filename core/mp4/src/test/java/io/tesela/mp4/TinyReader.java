package io.tesela.mp4;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads our files as a player would, from the standard and not from the code under test.
 *
 * <p>Times are those of the presentation: the edit list is applied.
 */
final class TinyReader {
    /** One sample as a player sees it. */
    record Seen(long dts, long pts, long duration, boolean keyframe, String payload) {}

    /** One file as a player sees it; durations and frame counts are the index's, -1 without one. */
    record Movie(boolean finished, List<List<Seen>> tracks, long duration, List<String> topLevel) {
        List<Seen> video() {
            return tracks.get(0);
        }
    }

    private final ByteBuffer file;
    private final List<List<Seen>> tracks = new ArrayList<>();
    private final List<Long> mediaTimes = new ArrayList<>();
    private final List<String> topLevel = new ArrayList<>();
    private long movieDuration = -1;

    private TinyReader(byte[] file) {
        this.file = ByteBuffer.wrap(file);
    }

    static Movie read(byte[] file) {
        return new TinyReader(file).read();
    }

    private Movie read() {
        boolean finished = false;
        int at = 0;
        while (at < file.limit()) {
            long size = Integer.toUnsignedLong(file.getInt(at));
            String type = type(at);
            if (size == 1) {
                size = file.getLong(at + 8);
                finished = true;
            }
            if (at + size > file.limit()) {
                break; // cut: players skip it
            }
            topLevel.add(type);
            if (type.equals("moov") && mediaTimes.isEmpty()) {
                moov(at, finished);
            } else if (type.equals("moof")) {
                moof(at);
            }
            at += (int) size;
        }
        return new Movie(finished, tracks, movieDuration, topLevel);
    }

    private void moov(int moov, boolean finished) {
        movieDuration = file.getLong(find(moov, "mvhd") + 8 + 24);
        for (int trak : all(moov, "trak")) {
            int id = file.getInt(find(trak, "tkhd") + 8 + 20);
            tracks.add(new ArrayList<>());
            mediaTimes.add(0L);
            if (all(trak, "edts").isEmpty()) {
                continue;
            }
            int elst = find(find(trak, "edts"), "elst");
            int edits = file.getInt(elst + 12);
            long empty = edits == 2 ? file.getLong(elst + 16) : 0;
            long mediaTime = file.getLong(elst + 16 + (edits - 1) * 20 + 8);
            // Both boxes are of version 1: the timescale comes after two dates.
            long movieTicks = file.getInt(find(moov, "mvhd") + 28);
            long trackTicks = file.getInt(find(find(trak, "mdia"), "mdhd") + 28);
            mediaTimes.set(id - 1, mediaTime - Math.round((double) empty * trackTicks / movieTicks));
            if (finished) {
                samples(id, find(find(find(trak, "mdia"), "minf"), "stbl"));
            }
        }
    }

    private void samples(int id, int stbl) {
        List<Long> durations = expand(find(stbl, "stts"));
        List<Long> offsets =
                all(stbl, "ctts").isEmpty() ? durations.stream().map(d -> 0L).toList() : expand(find(stbl, "ctts"));
        List<Long> places = places(stbl);
        int stsz = find(stbl, "stsz");
        long dts = -mediaTimes.get(id - 1);
        for (int i = 0; i < file.getInt(stsz + 16); i++) {
            int size = file.getInt(stsz + 20 + 4 * i);
            String payload = text(Math.toIntExact(places.get(i)), size);
            tracks.get(id - 1).add(new Seen(dts, dts + offsets.get(i), durations.get(i), isSync(stbl, i + 1), payload));
            dts += durations.get(i);
        }
    }

    private List<Long> places(int stbl) {
        int stsc = find(stbl, "stsc");
        boolean wide = all(stbl, "stco").isEmpty();
        int chunks = find(stbl, wide ? "co64" : "stco");
        int stsz = find(stbl, "stsz");
        List<Long> places = new ArrayList<>();
        int entry = 0;
        for (int chunk = 1; chunk <= file.getInt(chunks + 12); chunk++) {
            if (entry + 1 < file.getInt(stsc + 12) && file.getInt(stsc + 16 + 12 * (entry + 1)) == chunk) {
                entry++;
            }
            long at = wide
                    ? file.getLong(chunks + 8 + 8 * chunk)
                    : Integer.toUnsignedLong(file.getInt(chunks + 12 + 4 * chunk));
            for (int i = 0; i < file.getInt(stsc + 20 + 12 * entry); i++) {
                long size = file.getInt(stsz + 20 + 4 * places.size());
                places.add(at);
                at += size;
            }
        }
        return places;
    }

    private boolean isSync(int stbl, int number) {
        if (all(stbl, "stss").isEmpty()) {
            return true;
        }
        int stss = find(stbl, "stss");
        for (int i = 0; i < file.getInt(stss + 12); i++) {
            if (file.getInt(stss + 16 + 4 * i) == number) {
                return true;
            }
        }
        return false;
    }

    private List<Long> expand(int box) {
        List<Long> values = new ArrayList<>();
        for (int run = 0; run < file.getInt(box + 12); run++) {
            for (int i = 0; i < file.getInt(box + 16 + 8 * run); i++) {
                values.add(Integer.toUnsignedLong(file.getInt(box + 20 + 8 * run)));
            }
        }
        return values;
    }

    private void moof(int moof) {
        for (int traf : all(moof, "traf")) {
            int tfhd = find(traf, "tfhd");
            int id = file.getInt(tfhd + 12);
            int trun = find(traf, "trun");
            int flags = file.getInt(trun + 8) & 0xFFFFFF;
            long dts = file.getLong(find(traf, "tfdt") + 12) - mediaTimes.get(id - 1);
            int at = moof + file.getInt(trun + 16);
            int field = trun + 20;
            for (int i = 0; i < file.getInt(trun + 12); i++) {
                long duration = Integer.toUnsignedLong(file.getInt(field));
                int size = file.getInt(field + 4);
                boolean wide = flags == 0xF01;
                int sampleFlags = file.getInt(wide ? field + 8 : tfhd + 16);
                long offset = wide ? file.getInt(field + 12) : 0;
                tracks.get(id - 1)
                        .add(new Seen(dts, dts + offset, duration, (sampleFlags & 0x10000) == 0, text(at, size)));
                dts += duration;
                at += size;
                field += wide ? 16 : 8;
            }
        }
    }

    private int find(int container, String type) {
        return all(container, type).get(0);
    }

    private List<Integer> all(int container, String type) {
        List<Integer> found = new ArrayList<>();
        int end = container + file.getInt(container);
        for (int at = container + 8; at < end; at += file.getInt(at)) {
            if (type(at).equals(type)) {
                found.add(at);
            }
        }
        return found;
    }

    private String type(int box) {
        return text(box + 4, 4);
    }

    private String text(int offset, int size) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(file.array(), offset, size);
        return out.toString(StandardCharsets.ISO_8859_1);
    }
}
