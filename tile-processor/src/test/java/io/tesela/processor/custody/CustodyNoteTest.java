package io.tesela.processor.custody;

import static io.tesela.processor.custody.CustodyTest.custody;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CustodyNoteTest {
    private static final long SEED = 20_261_127;

    @Test
    void atWork_matchesTheDocumentedText() {
        assertThat(CustodyNote.atWork(Custody.NONE)).isEqualTo("custody/1 deaths=0 below=0");
        assertThat(CustodyNote.atWork(custody(3, 940, "912:1,915:1").probing(915)))
                .isEqualTo("custody/1 deaths=3 below=940 blamed=912:1,915:1 probing=915");
        assertThat(CustodyNote.atWork(custody(2, 940, "").probing(0)))
                .isEqualTo("custody/1 deaths=2 below=940 probing=0");
    }

    @Test
    void parse_matchesTheDocumentedText() {
        assertThat(CustodyNote.parse("left custody/1 deaths=4 below=940 blamed=912:2 probing=915"))
                .isEqualTo(new CustodyNote(custody(4, 940, "912:2").probing(915), true));
    }

    @Test
    void parse_isTheInverse() {
        Random random = new Random(SEED);
        for (int i = 0; i < 2_000; i++) {
            Custody custody = random(random);
            String text = CustodyNote.atWork(custody);

            assertThat(CustodyNote.parse(text))
                    .as("seed %d: %s", SEED, text)
                    .isEqualTo(new CustodyNote(custody, false));
            assertThat(CustodyNote.parse(CustodyNote.LEFT + text)).isEqualTo(new CustodyNote(custody, true));
            assertThat(text.length()).isLessThanOrEqualTo(500);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "left ",
                "attempt 2",
                "custody/1",
                "custody/2 deaths=0 below=0",
                "custody/1 deaths=-1 below=0",
                "custody/1 deaths=01 below=0",
                "custody/1 deaths=12345678901 below=0",
                "custody/1 deaths=1 below=1234567890123456789",
                "custody/1 deaths=1 below=9 blamed=",
                "custody/1 deaths=1 below=9 blamed=3",
                "custody/1 deaths=1 below=9 blamed=3:1,",
                "custody/1 deaths=1 below=9 probing=x",
                "custody/1 deaths=1 below=9 probing=3 blamed=3:1",
                "custody/1 deaths=1 below=9 ",
                "custody/1 deaths=1 below=9\n",
                "left left custody/1 deaths=1 below=9"
            })
    void parse_ofAnythingElse_saysNothingOfADeath(String text) {
        assertThat(CustodyNote.parse(text)).isEqualTo(new CustodyNote(Custody.NONE, true));
    }

    private static Custody random(Random random) {
        TreeMap<Long, Integer> blame = new TreeMap<>();
        for (int i = random.nextInt(20); i > 0; i--) {
            blame.put(offset(random), random.nextInt(1_000_000_000));
        }
        OptionalLong probing = random.nextBoolean() ? OptionalLong.of(offset(random)) : OptionalLong.empty();
        return new Custody(random.nextInt(1_000_000_000), offset(random), blame, probing);
    }

    private static long offset(Random random) {
        return random.nextLong(1L << random.nextInt(1, 60)) % 1_000_000_000_000_000_000L;
    }
}
