package io.tesela.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ConsoleTest {
    @Test
    void redraw_onATerminal_clearsTheLineBeforeAndAfter() {
        TestConsole printed = new TestConsole(true, Map.of("NO_COLOR", "1"));

        printed.console().redraw("a");
        printed.console().redraw("b");
        printed.console().line("c");
        printed.console().line("d");

        assertThat(printed.err()).isEqualTo("\r\u001b[Ka\r\u001b[Kb\r\u001b[Kc\nd\n");
    }

    @Test
    void result_afterALineThatWasDrawn_takesItsPlace() {
        TestConsole printed = new TestConsole(true, Map.of());

        printed.console().redraw("a");
        printed.console().result("b\n");
        printed.console().result("c\n");

        assertThat(printed.err()).isEqualTo("\r\u001b[Ka\r\u001b[K");
        assertThat(printed.out()).isEqualTo("b\nc\n");
    }

    @Test
    void failure_onATerminal_isRedUnlessNoColorIsSet() {
        TestConsole coloured = new TestConsole(true, Map.of());
        TestConsole plain = new TestConsole(true, Map.of("NO_COLOR", "1"));
        TestConsole piped = new TestConsole(false, Map.of());

        coloured.console().failure("no");
        plain.console().failure("no");
        piped.console().failure("no");

        assertThat(coloured.err()).isEqualTo("\u001b[31merror:\u001b[0m no\n");
        assertThat(plain.err()).isEqualTo("error: no\n");
        assertThat(piped.err()).isEqualTo("error: no\n");
    }

    @Test
    void line_withControlCharacters_cannotMoveTheCursor() {
        TestConsole printed = new TestConsole(true, Map.of("NO_COLOR", "1"));

        printed.console().failure("evil\u001b[2Jname\r\nsecond\u0007");

        assertThat(printed.err()).isEqualTo("error: evil?[2Jname second?\n");
    }

    @Test
    void columns_comeFromTheEnvironmentWithinBounds() {
        assertThat(new TestConsole(true, Map.of("COLUMNS", "132")).console().columns())
                .isEqualTo(132);
        assertThat(new TestConsole(true, Map.of("COLUMNS", "1")).console().columns())
                .isEqualTo(20);
        assertThat(new TestConsole(true, Map.of("COLUMNS", "wide")).console().columns())
                .isEqualTo(80);
        assertThat(new TestConsole(true, Map.of()).console().columns()).isEqualTo(80);
        assertThat(new TestConsole(true, Map.of("TERM", "dumb")).console().terminal())
                .isFalse();
    }
}
