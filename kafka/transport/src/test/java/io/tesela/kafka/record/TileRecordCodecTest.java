package io.tesela.kafka.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.domain.job.TileKey;
import io.tesela.domain.tile.TileGrid;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.record.TileRecord.Work;
import io.tesela.kafka.topic.Topics;
import io.tesela.testkit.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TileRecordCodecTest {
    private static final Work WORK = new Work("blur:3", new TileGrid(3, 2), 64, 48);
    private static final byte[] SAMPLES = {1, 2, 3};
    private static final TileRecord TILE = new TileRecord(new TileKey(Samples.JOB, 5, 2), 1, WORK, SAMPLES);

    @Test
    void encode_tile_goldenBytes() {
        // When
        FlowRecord record = TileRecordCodec.encode(TILE, 7);

        // Then
        assertThat(record.topic()).isEqualTo(Topics.TILES);
        assertThat(record.partition()).hasValue(7);
        assertThat(record.key()).isEqualTo("7f3a");
        assertThat(record.value()).isSameAs(SAMPLES);
        assertThat(Samples.hex(Samples.header(record)))
                .isEqualTo("0101" + "000437663361" + "0000000000000005" + "00000002" + "00000001" + "0006626c75723a33"
                        + "00000003" + "00000002" + "00000040" + "00000030");
    }

    @Test
    void decode_whatWasEncoded_isTheTile() {
        // Given
        Random random = Seeds.random("TileRecordCodec inverse");
        for (int i = 0; i < 500; i++) {
            TileRecord tile = Samples.randomTile(random);

            // When
            TileRecord decoded = TileRecordCodec.decode(TileRecordCodec.encode(tile, 0));

            // Then
            assertThat(decoded.key()).isEqualTo(tile.key());
            assertThat(decoded.attempt()).isEqualTo(tile.attempt());
            assertThat(decoded.work()).isEqualTo(tile.work());
            assertThat(decoded.samples()).isSameAs(tile.samples());
        }
    }

    @Test
    void deadLetter_anyRecordOfTheTopic_isTheSameWithTheCause() {
        // Given
        FlowRecord garbage = Samples.like(TileRecordCodec.encode(TILE, 7), new byte[] {9}, null);

        // When
        FlowRecord dead = TileRecordCodec.deadLetter(garbage, "it is garbage");

        // Then
        assertThat(dead.topic()).isEqualTo(Topics.DEAD_TILES);
        assertThat(dead.key()).isEqualTo("7f3a");
        assertThat(dead.value()).isNull();
        assertThat(Samples.header(dead)).containsExactly(9);
        assertThat(dead.header("cause")).isEqualTo("it is garbage".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void decode_ofDeadLetter_isTheTile() {
        // When
        TileRecord decoded = TileRecordCodec.decode(TileRecordCodec.deadLetter(TileRecordCodec.encode(TILE, 7), "why"));

        // Then
        assertThat(decoded.key()).isEqualTo(TILE.key());
    }

    @Test
    void decode_numbersThatNoTileHas_areMalformed() {
        // Given: columns 0, frame -1, attempt 0, width -1
        String header = Samples.hex(Samples.header(TileRecordCodec.encode(TILE, 0)));

        // Then
        assertMalformed(header.replace("000000030000000200000040", "000000000000000200000040"));
        assertMalformed(header.replace("0000000000000005", "ffffffffffffffff"));
        assertMalformed(header.replace("0000000200000001", "0000000200000000"));
        assertMalformed(header.replace("00000040", "ffffffff"));
    }

    private static void assertMalformed(String header) {
        FlowRecord record =
                Samples.like(TileRecordCodec.encode(TILE, 0), HexFormat.of().parseHex(header), SAMPLES);
        assertThatThrownBy(() -> TileRecordCodec.decode(record)).isExactlyInstanceOf(MalformedRecordException.class);
    }
}
