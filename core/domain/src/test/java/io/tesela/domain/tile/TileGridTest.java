package io.tesela.domain.tile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TileGridTest {
    @ParameterizedTest
    @CsvSource({"3x2, 3, 2", " 1X1 , 1, 1", "64x64, 64, 64", "007x8, 7, 8"})
    void parse_ofColumnsAndRows_isTheGrid(String text, int columns, int rows) {
        assertThat(TileGrid.parse(text)).isEqualTo(new TileGrid(columns, rows));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "3", "3x", "x3", "3x3x3", "0x3", "3x0", "65x1", "1x65", "-1x1", "99999x1", "3*3", "\u0663x3"
            })
    void parse_ofAnythingElse_refusesSayingWhatWasExpected(String text) {
        assertThatThrownBy(() -> TileGrid.parse(text))
                .isInstanceOf(TeselaException.class)
                .hasMessage("tiles: " + text + " (expected: COLUMNSxROWS, each from 1 to 64, for example 3x3)")
                .extracting(failure -> ((TeselaException) failure).code())
                .isEqualTo(FailureCode.BAD_TILES);
    }

    @Test
    void toString_canBeParsed() {
        assertThat(TileGrid.parse(new TileGrid(5, 7).toString())).isEqualTo(new TileGrid(5, 7));
    }

    @Test
    void tiles_isTheirNumber() {
        assertThat(new TileGrid(5, 7).tiles()).isEqualTo(35);
    }
}
