package io.tesela.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SeedsTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    @Test
    void seed_thatIsGiven_isUsedAndPrinted() {
        assertThat(Seeds.seed("law", " -42 ", out)).isEqualTo(-42);
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .isEqualTo("law: seed -42 (repeat with -Dtesela.seed=-42)" + System.lineSeparator());
    }

    @Test
    void seed_thatIsNotGiven_isPrinted() {
        long seed = Seeds.seed("law", "", out);

        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("-Dtesela.seed=" + seed);
    }
}
