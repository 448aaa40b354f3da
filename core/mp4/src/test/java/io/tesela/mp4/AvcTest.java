package io.tesela.mp4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Start codes, parameter sets and the sample entry made of them. */
class AvcTest {
    /** High profile, level 4.0, 1920x1080, as libx264 writes it. */
    private static final String SPS_1080P = "67640028acd940780227e584000003000400000300f03c60c658";

    private static final String PPS = "68ebe3cb22c0";
    private static final VideoFormat PLAIN =
            new VideoFormat(1920, 1080, PixelAspectRatio.UNSPECIFIED, ColourTags.UNSPECIFIED);

    @Test
    void toLengthPrefixed_withBothStartCodes_prefixesEachUnit() {
        ByteBuffer accessUnit = bytes("00000001" + "0605ff80" + "000001" + "6588" + "00000001" + "4100000301");

        ByteBuffer prefixed = AnnexB.toLengthPrefixed(accessUnit);

        assertThat(hex(prefixed)).isEqualTo("00000004" + "0605ff80" + "00000002" + "6588" + "00000005" + "4100000301");
        assertThat(accessUnit.position()).isZero();
    }

    @Test
    void toLengthPrefixed_withDelimiter_dropsIt() {
        ByteBuffer prefixed = AnnexB.toLengthPrefixed(bytes("00000001" + "09f0" + "00000001" + "4188"));

        assertThat(hex(prefixed)).isEqualTo("00000002" + "4188");
    }

    @Test
    void toLengthPrefixed_withZeroBytesAround_dropsThem() {
        ByteBuffer prefixed =
                AnnexB.toLengthPrefixed(bytes("0000000000000001" + "4188" + "000000000001" + "4199" + "0000"));

        assertThat(hex(prefixed)).isEqualTo("00000002" + "4188" + "00000002" + "4199");
    }

    @Test
    void toLengthPrefixed_ofSlice_readsTheSliceOnly() {
        ByteBuffer slice =
                bytes("ffff" + "000001" + "4188" + "000001").position(2).limit(7);

        assertThat(hex(AnnexB.toLengthPrefixed(slice))).isEqualTo("00000002" + "4188");
    }

    @Test
    void toLengthPrefixed_withoutStartCodeOrUnits_throws() {
        for (String malformed : new String[] {"", "00", "4188", "0000", "01000001" + "41", "000001", "00000109"}) {
            assertThatThrownBy(() -> AnnexB.toLengthPrefixed(bytes(malformed)))
                    .as(malformed)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected:");
        }
    }

    @Test
    void encode_ofHighProfile_matchesTheDocumentedBytes() {
        AvcParameterSets sets =
                AvcParameterSets.ofAnnexB(bytes("00000001" + SPS_1080P + "000001" + PPS + "000001" + "0605ff80"));

        String entry = hex(AvcSampleEntry.encode(
                new VideoFormat(1920, 1080, new PixelAspectRatio(4, 3), new ColourTags(1, 13, 6, true)), sets));

        assertThat(entry)
                .isEqualTo("000000b0" + "61766331" // avc1
                        + "000000000000" + "0001" + "00".repeat(16) + "0780" + "0438" + "00480000" + "00480000"
                        + "00000000" + "0001" + "00".repeat(32) + "0018" + "ffff"
                        + "00000037" + "61766343" // avcC
                        + "01640028" + "ff" + "e1" + "001a" + SPS_1080P + "01" + "0006" + PPS + "fdf8f800"
                        + "00000013" + "636f6c72" + "6e636c78" + "0001" + "000d" + "0006" + "80" // colr
                        + "00000010" + "70617370" + "00000004" + "00000003"); // pasp
        assertThat(sets.codecString()).isEqualTo("avc1.640028");
    }

    @Test
    void encode_ofMainProfileWithNothingSpecified_hasNeitherChromaNorColourNorAspect() {
        AvcParameterSets sets = AvcParameterSets.ofAnnexB(bytes("000001" + "674d401f80" + "000001" + "68ee"));

        String entry = hex(AvcSampleEntry.encode(PLAIN, sets));

        assertThat(entry)
                .startsWith("00000070" + "61766331")
                .endsWith("0000001a" + "61766343" + "014d401fffe1" + "0005" + "674d401f80" + "01" + "0002" + "68ee");
        assertThat(sets.codecString()).isEqualTo("avc1.4D401F");
    }

    @Test
    void encode_of444With10Bits_saysSo() {
        AvcParameterSets sets = AvcParameterSets.ofAnnexB(bytes("000001" + "67f4001f90d8" + "000001" + "68ee"));

        assertThat(hex(AvcSampleEntry.encode(PLAIN, sets))).endsWith("68ee" + "fffafa00");
    }

    @Test
    void encode_withEmulationPreventionInTheSequenceSet_skipsIt() {
        AvcParameterSets sets = AvcParameterSets.ofAnnexB(bytes("000001" + "6764000003ac" + "000001" + "68ee"));

        assertThat(hex(AvcSampleEntry.encode(PLAIN, sets))).endsWith("68ee" + "fdf8f800");
    }

    @Test
    void ofAnnexB_withoutOneKindOfSet_throws() {
        assertThatThrownBy(() -> AvcParameterSets.ofAnnexB(bytes("000001" + SPS_1080P)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("picture parameter sets: 0 (expected: 1..255)");
        assertThatThrownBy(() -> AvcParameterSets.ofAnnexB(bytes("000001" + PPS)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("sequence parameter sets: 0 (expected: 1..31)");
    }

    @Test
    void displayWidth_followsThePixelShape() {
        assertThat(format(new PixelAspectRatio(4, 3)).displayWidthFixed()).isEqualTo(2560L << 16);
        assertThat(format(PixelAspectRatio.UNSPECIFIED).displayWidthFixed()).isEqualTo(1920L << 16);
        assertThat(format(new PixelAspectRatio(1000, 1)).displayWidthFixed()).isEqualTo(1920L << 16);
    }

    private static VideoFormat format(PixelAspectRatio ratio) {
        return new VideoFormat(1920, 1080, ratio, ColourTags.UNSPECIFIED);
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }

    private static String hex(ByteBuffer buffer) {
        return HexFormat.of().formatHex(TestJob.bytes(buffer));
    }
}
