package io.tesela.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ConditionEvents;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The rule about static fields can fail. */
class BeAConstantTest {
    @Test
    void check_ofConstants_findsNothing() {
        assertThat(found(Constants.class)).isEmpty();
    }

    @Test
    void check_ofMutableState_findsEachField() {
        assertThat(found(State.class)).containsExactlyInAnyOrder("array", "atomic", "buffer", "changing", "ours");
        assertThat(found(Grown.class)).containsExactly("LIST");
        assertThat(found(Backed.class)).containsExactly("LIST");
    }

    private static List<String> found(Class<?> type) {
        JavaClass imported =
                new ClassFileImporter().importClasses(type, Counter.class).get(type);
        List<String> names = new ArrayList<>();
        for (JavaField field : imported.getFields()) {
            ConditionEvents events = ConditionEvents.Factory.create();
            new BeAConstant().check(field, events);
            if (events.containViolation()) {
                names.add(field.getName());
            }
        }
        return names;
    }

    enum Word {
        ONE,
        TWO
    }

    static final class Counter {
        int count;
    }

    static final class Constants {
        static final int NUMBER = 1;
        static final String TEXT = "text";
        static final Duration TIME = Duration.ofSeconds(1);
        static final Word WORD = Word.ONE;
        static final List<Word> WORDS = List.of(Word.values());
        static final Set<Integer> NUMBERS =
                Set.copyOf(WORDS.stream().map(Word::ordinal).toList());
        static final Map<String, Integer> BY_NAME = Map.ofEntries(Map.entry("one", 1));
    }

    static final class State {
        static final int[] array = {1};
        static final AtomicLong atomic = new AtomicLong();
        static final ByteBuffer buffer = ByteBuffer.allocate(1);
        static final Counter ours = new Counter();
        static int changing = 1;
    }

    static final class Grown {
        static final List<String> LIST = new ArrayList<>();
    }

    static final class Backed {
        static final List<String> LIST = Arrays.asList("one", "two");
    }
}
