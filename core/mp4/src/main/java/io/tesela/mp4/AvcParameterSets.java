package io.tesela.mp4;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The sequence and picture parameter sets of an H.264 encoder, which MP4 keeps outside the samples.
 *
 * <pre>
 * avcC   u8 1, u8 profile, u8 constraints, u8 level,  u8 0xFC | 3 (lengths take 4 bytes)
 *        u8 0xE0 | sets, { u16 length, sequence parameter set }...
 *        u8 sets,        { u16 length, picture parameter set }...
 *        except for profiles 66, 77, 88:
 *        u8 0xFC | chroma format, u8 0xF8 | luma depth - 8, u8 0xF8 | chroma depth - 8, u8 0
 * </pre>
 *
 * <p>Immutable. Source: ISO/IEC 14496-15, 5.3.3.1.2; ITU-T H.264, 7.3.2.1.1.
 */
public final class AvcParameterSets {
    private static final int SEQUENCE_TYPE = 7;
    private static final int PICTURE_TYPE = 8;
    private static final int MAX_SEQUENCE_SETS = 31;
    private static final int MAX_PICTURE_SETS = 255;
    private static final int MIN_SEQUENCE_BYTES = 5;
    /** Baseline, Main and Extended: always 4:2:0 in 8 bits, so avcC and the sequence set do not say it. */
    private static final Set<Integer> PROFILES_WITHOUT_CHROMA = Set.of(66, 77, 88);

    private static final int CHROMA_444 = 3;

    private final List<ByteBuffer> sequenceSets;
    private final List<ByteBuffer> pictureSets;

    private AvcParameterSets(List<ByteBuffer> sequenceSets, List<ByteBuffer> pictureSets) {
        this.sequenceSets = sequenceSets;
        this.pictureSets = pictureSets;
    }

    /**
     * Returns the parameter sets found in {@code extradata}, which is copied; other units are left out.
     *
     * @param extradata what an encoder gives as its global header, with start codes
     * @throws IllegalArgumentException if either kind is missing
     */
    public static AvcParameterSets ofAnnexB(ByteBuffer extradata) {
        ByteBuffer copy = ByteBuffer.allocate(extradata.remaining());
        copy.put(extradata.duplicate()).flip();
        List<ByteBuffer> units = AnnexB.units(copy.asReadOnlyBuffer());
        List<ByteBuffer> sequenceSets = ofType(units, SEQUENCE_TYPE);
        List<ByteBuffer> pictureSets = ofType(units, PICTURE_TYPE);
        checkCount("sequence parameter sets", sequenceSets.size(), MAX_SEQUENCE_SETS);
        checkCount("picture parameter sets", pictureSets.size(), MAX_PICTURE_SETS);
        int bytes = sequenceSets.get(0).remaining();
        Checks.that(bytes >= MIN_SEQUENCE_BYTES, "bytes of the sequence parameter set", bytes, ">= 5");
        return new AvcParameterSets(sequenceSets, pictureSets);
    }

    /** Returns the codec as MIME types name it, {@code avc1.PPCCLL} (RFC 6381, 3.3). */
    public String codecString() {
        return String.format(Locale.ROOT, "avc1.%02X%02X%02X", headerByte(1), headerByte(2), headerByte(3));
    }

    /** Writes the {@code avcC} box. */
    void writeTo(BoxWriter out) {
        out.box("avcC", () -> {
            out.u8(1).u8(headerByte(1)).u8(headerByte(2)).u8(headerByte(3));
            out.u8(0xFC | AnnexB.LENGTH_BYTES - 1).u8(0xE0 | sequenceSets.size());
            sequenceSets.forEach(set -> out.u16(set.remaining()).bytes(set));
            out.u8(pictureSets.size());
            pictureSets.forEach(set -> out.u16(set.remaining()).bytes(set));
            if (!PROFILES_WITHOUT_CHROMA.contains(headerByte(1))) {
                writeChroma(out);
            }
        });
    }

    private void writeChroma(BoxWriter out) {
        RbspReader sequence = new RbspReader(sequenceSets.get(0).duplicate());
        sequence.bits(4 * Byte.SIZE); // unit header, profile, constraints, level
        sequence.unsignedExpGolomb(); // seq_parameter_set_id
        int chromaFormat = (int) sequence.unsignedExpGolomb();
        if (chromaFormat == CHROMA_444) {
            sequence.bits(1); // separate_colour_plane_flag
        }
        int lumaDepthMinus8 = (int) sequence.unsignedExpGolomb();
        int chromaDepthMinus8 = (int) sequence.unsignedExpGolomb();
        Checks.that(chromaFormat <= CHROMA_444, "chroma format", chromaFormat, "0..3");
        Checks.that(lumaDepthMinus8 <= 6, "luma depth - 8", lumaDepthMinus8, "0..6");
        Checks.that(chromaDepthMinus8 <= 6, "chroma depth - 8", chromaDepthMinus8, "0..6");
        out.u8(0xFC | chromaFormat)
                .u8(0xF8 | lumaDepthMinus8)
                .u8(0xF8 | chromaDepthMinus8)
                .u8(0);
    }

    private int headerByte(int index) {
        return sequenceSets.get(0).get(index) & 0xFF;
    }

    private static List<ByteBuffer> ofType(List<ByteBuffer> units, int type) {
        return units.stream().filter(unit -> AnnexB.typeOf(unit) == type).toList();
    }

    private static void checkCount(String name, int count, int max) {
        Checks.that(count > 0 && count <= max, name, count, "1.." + max);
    }
}
