package io.tesela.bench.faulty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.record.MalformedRecordException;
import io.tesela.kafka.record.ResultRecordCodec;
import io.tesela.kafka.record.TileRecordCodec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DamageTest {
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "VALUE_CUT")
    void of_anyRecord_isRefused_butStillSaysWhatItIs(Damage damage) {
        // Given
        FlowRecord tile = SampleRecords.tile(5, 1);
        FlowRecord result = SampleRecords.result(5, 1);

        // When
        FlowRecord damagedTile = damage.of(tile);
        FlowRecord damagedResult = damage.of(result);

        // Then
        assertThatExceptionOfType(MalformedRecordException.class).isThrownBy(() -> TileRecordCodec.decode(damagedTile));
        assertThatExceptionOfType(MalformedRecordException.class)
                .isThrownBy(() -> ResultRecordCodec.decode(damagedResult));
        assertThat(ResultRecordCodec.isTileResult(damagedResult)).isTrue();
        assertThat(TileRecordCodec.decode(tile).key()).as("as it was").isEqualTo(SampleRecords.key(5, 1));
        assertThat(damagedTile.partition()).isEqualTo(tile.partition());
        assertThat(damagedResult.key()).isEqualTo(result.key());
    }

    @ParameterizedTest
    @EnumSource(names = "VALUE_CUT")
    void of_aValue_leavesAQuarterOfIt(Damage damage) {
        assertThat(TileRecordCodec.decode(damage.of(SampleRecords.tile(5, 1))).samples())
                .hasSize(SampleRecords.SAMPLES / 4);
    }
}
