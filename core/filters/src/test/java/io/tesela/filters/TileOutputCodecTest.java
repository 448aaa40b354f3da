package io.tesela.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.tile.TileGrid;
import org.junit.jupiter.api.Test;

class TileOutputCodecTest {
    private static final PixelBuffer FRAME = PixelBuffer.allocate(PixelLayout.I420, 32, 32);
    private static final ChainPlan RAW = Law.plan("blur:3", new TileGrid(2, 2), FRAME);
    private static final ChainPlan MAPPED = Law.plan("canny", new TileGrid(2, 2), FRAME);

    @Test
    void decodeCore_ofRawSamples_returnsThem() {
        byte[] output = new byte[16 * 16 * 3 / 2];

        assertThat(TileOutputCodec.decodeCore(RAW, 1, output)).isSameAs(output);
    }

    @Test
    void decodeCore_ofTooFewRawSamples_refuses() {
        assertThatThrownBy(() -> TileOutputCodec.decodeCore(RAW, 1, new byte[7]))
                .isInstanceOf(TeselaException.class)
                .hasMessage("tile output: 7 bytes (expected: 384)")
                .extracting(failure -> ((TeselaException) failure).code())
                .isEqualTo(FailureCode.BAD_MESSAGE);
    }

    @Test
    void decodeCore_ofAMap_unpacksIt() {
        byte[] output = new byte[16 * 16 / 8];
        output[1] = 1;

        byte[] core = TileOutputCodec.decodeCore(MAPPED, 1, output);

        assertThat(core).hasSize(16 * 16);
        assertThat(core[15]).isEqualTo(TwoPhaseFilter.EDGE);
    }

    @Test
    void fits_isWhatDecodeCoreTakes() {
        byte[] map = new byte[16 * 16 / 8];
        byte[] withABrokenEntry = new byte[map.length + 1];

        assertThat(TileOutputCodec.fits(RAW, 1, new byte[384])).isTrue();
        assertThat(TileOutputCodec.fits(RAW, 1, new byte[383])).isFalse();
        assertThat(TileOutputCodec.fits(MAPPED, 1, map)).isTrue();
        assertThat(TileOutputCodec.fits(MAPPED, 1, withABrokenEntry)).isFalse();
    }

    @Test
    void emptyMap_fitsTheTile() {
        assertThat(TileOutputCodec.emptyMap(MAPPED, 1)).hasSize(16 * 16).containsOnly(0);
    }

    @Test
    void emptyMap_ofAPlanWithoutMaps_refuses() {
        assertThatThrownBy(() -> TileOutputCodec.emptyMap(RAW, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("plan: blur:3 (expected: a plan with maps)");
    }
}
