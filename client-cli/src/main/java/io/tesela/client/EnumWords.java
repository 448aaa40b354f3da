package io.tesela.client;

import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The values of a flag in small letters, as they are documented, for shells to complete. */
public abstract class EnumWords implements Iterable<String> {
    private final List<String> words;

    /** @param values all there are */
    protected EnumWords(Enum<?>... values) {
        this.words = Stream.of(values)
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    @Override
    public Iterator<String> iterator() {
        return words.iterator();
    }
}
