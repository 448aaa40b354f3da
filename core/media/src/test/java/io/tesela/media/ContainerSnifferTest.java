package io.tesela.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.media.ContainerSniffer.Verdict;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerSnifferTest {
    private static final Verdict STREAMABLE = new Verdict.Streamable();
    private static final Verdict WHOLE = new Verdict.NeedsWholeFile();

    private final ContainerSniffer sniffer = new ContainerSniffer();

    @Test
    void offer_indexBeforeSamples_isStreamable() {
        assertThat(offerAll(box("ftyp", 24), box("free", 0), box("moov", 900))).isEqualTo(STREAMABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"free", "wide", "uuid", "skip"})
    void offer_samplesBeforeIndex_needsWholeFile(String filler) {
        assertThat(offerAll(box("ftyp", 24), box(filler, 8), box("mdat", 5000))).isEqualTo(WHOLE);
    }

    @Test
    void offer_samplesWithLongSize_needsWholeFile() {
        assertThat(offerAll(box("ftyp", 28), longBox("mdat", 5L << 30))).isEqualTo(WHOLE);
    }

    @Test
    void offer_samplesUpToTheEnd_needsWholeFile() {
        assertThat(offerAll(box("ftyp", 28), header("mdat", 0))).isEqualTo(WHOLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001aE\u00df\u00a3abcdefgh",
                "GIF89a----",
                "G@\u0000\u0010\u0000\u0000\u00b0\r",
                "RIFF\u0000\u0000\u0000\u0000AVI "
            })
    void offer_otherFormats_areStreamable(String first) {
        assertThat(offerAll(first.getBytes(StandardCharsets.ISO_8859_1))).isEqualTo(STREAMABLE);
    }

    @Test
    void offer_byteByByte_saysHowManyBytesItNeeds() {
        // Given
        byte[] file = concat(box("ftyp", 24), box("free", 100), box("mdat", 10));

        // When, Then
        assertThat(sniffer.verdict()).isEqualTo(new Verdict.Undecided(8));
        for (int at = 0; at < 7; at++) {
            assertThat(sniffer.offer(at, file, at, 1)).isEqualTo(new Verdict.Undecided(8));
        }
        assertThat(sniffer.offer(7, file, 7, 1)).isEqualTo(new Verdict.Undecided(40));
        assertThat(sniffer.wanted()).isEqualTo(32);
        assertThat(sniffer.offer(8, file, 8, 32)).isEqualTo(new Verdict.Undecided(148));
        assertThat(sniffer.offer(100, file, 100, file.length - 100)).isEqualTo(WHOLE);
    }

    @Test
    void offer_hugeBoxFirst_isSkippedByOffset() {
        // Given
        byte[] head = concat(box("ftyp", 24), longBox("free", 6L << 30));
        long next = 32 + (6L << 30);

        // When
        Verdict undecided = sniffer.offer(0, head, 0, head.length);
        byte[] index = box("moov", 4);
        Verdict decided = sniffer.offer(next, index, 0, index.length);

        // Then
        assertThat(undecided).isEqualTo(new Verdict.Undecided(next + 8));
        assertThat(decided).isEqualTo(STREAMABLE);
    }

    @Test
    void offer_gap_isRefused() {
        assertThatThrownBy(() -> sniffer.offer(1, new byte[4], 0, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("position: 1 (expected: at most 0)");
    }

    @Test
    void offer_sizesThatCannotBe_areLeftToTheDecoder() {
        assertThat(offerAll(header("ftyp", 3))).isEqualTo(STREAMABLE);
        assertThat(new ContainerSniffer().offer(0, longBox("free", -5), 0, 16)).isEqualTo(STREAMABLE);
        assertThat(new ContainerSniffer().offer(0, longBox("free", Long.MAX_VALUE - 4), 0, 16))
                .isEqualTo(STREAMABLE);
    }

    @Test
    void finish_undecided_isStreamable() {
        assertThat(sniffer.finish()).isEqualTo(STREAMABLE);
    }

    private Verdict offerAll(byte[]... parts) {
        byte[] file = concat(parts);
        return sniffer.offer(0, file, 0, file.length);
    }

    private static byte[] box(String type, int payload) {
        return concat(header(type, payload + 8), new byte[payload]);
    }

    private static byte[] header(String type, int size) {
        return ByteBuffer.allocate(8)
                .putInt(size)
                .put(type.getBytes(StandardCharsets.ISO_8859_1))
                .array();
    }

    private static byte[] longBox(String type, long size) {
        return ByteBuffer.allocate(16).put(header(type, 1)).putLong(size).array();
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
