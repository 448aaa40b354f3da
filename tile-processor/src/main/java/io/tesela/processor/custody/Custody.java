package io.tesela.processor.custody;

import io.tesela.kafka.flow.ServiceView;
import java.util.Collections;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the owner of a partition knows of those before it: whether they died with it, and over which tile.
 *
 * <pre>
 * an owner died                      deaths + 1; what was in the log by then is suspect
 *   ... while it probed a tile       the tile is blamed for it
 * an owner left in order             nothing changes
 * all suspects are committed         nothing is known any more
 * </pre>
 *
 * <p>One death changes nothing: it is most often the machine's, and whoever takes over must not be slowed down for it.
 *
 * @param deaths owners that died, with none of them having done all suspects; at least 0
 * @param suspectBelow records below this offset were in the log when the last of them was found dead
 * @param blamed how many died while they probed a tile, by its offset; the lowest offsets, {@value #MAX_BLAMED} at most
 * @param probing the tile that this owner filters alone now
 */
public record Custody(int deaths, long suspectBelow, SortedMap<Long, Integer> blamed, OptionalLong probing) {
    /** Nothing is known against any tile. */
    public static final Custody NONE = new Custody(0, 0, Collections.emptySortedMap(), OptionalLong.empty());

    /** Deaths from which on suspects are probed. */
    static final int DEATHS_BEFORE_PROBATION = 2;

    /** Deaths over one tile from which on it is not filtered any more. */
    static final int DEATHS_BEFORE_GIVING_UP = 2;

    /** More tiles than die one after the other before the first is given up; bounds the note. */
    static final int MAX_BLAMED = 16;

    public Custody {
        if (deaths < 0 || suspectBelow < 0) {
            throw new IllegalArgumentException(
                    "custody: " + deaths + " deaths, suspect below " + suspectBelow + " (expected: >= 0)");
        }
        blamed = Collections.unmodifiableSortedMap(lowest(new TreeMap<>(blamed)));
    }

    /** Returns what the next owner of a partition that was found like this has to know. */
    static Custody inherited(ServiceView found) {
        long committed = found.committed().orElse(found.begin());
        CustodyNote note = CustodyNote.parse(found.note());
        Custody former = note.custody().committedTo(committed);
        return note.over() ? former.withoutProbe() : former.afterDeath(committed, found.end());
    }

    /** Returns whether a tile is to be filtered alone. */
    boolean suspect(long offset) {
        return deaths >= DEATHS_BEFORE_PROBATION && offset < suspectBelow;
    }

    /** Returns whether a tile has ended so many owners that it is not to be filtered again. */
    public boolean guilty(long offset) {
        return deathsOver(offset) >= DEATHS_BEFORE_GIVING_UP;
    }

    /** Returns how many owners a tile is blamed for. */
    public int deathsOver(long offset) {
        return blamed.getOrDefault(offset, 0);
    }

    /** Returns this while a tile is filtered alone. */
    Custody probing(long offset) {
        return new Custody(deaths, suspectBelow, blamed, OptionalLong.of(offset));
    }

    private Custody withoutProbe() {
        return new Custody(deaths, suspectBelow, blamed, OptionalLong.empty());
    }

    private Custody committedTo(long committed) {
        return committed >= suspectBelow
                ? new Custody(0, 0, Collections.emptySortedMap(), probing)
                : new Custody(deaths, suspectBelow, blamed.tailMap(committed), probing);
    }

    // A probe that was done, and committed, is behind the committed offset: nobody has died over it.
    private Custody afterDeath(long committed, long end) {
        SortedMap<Long, Integer> blame = new TreeMap<>(blamed);
        if (probing.isPresent() && probing.getAsLong() >= committed) {
            blame.merge(probing.getAsLong(), 1, Integer::sum);
        }
        return new Custody(deaths + 1, Math.max(suspectBelow, end), blame, OptionalLong.empty());
    }

    private static SortedMap<Long, Integer> lowest(TreeMap<Long, Integer> blame) {
        while (blame.size() > MAX_BLAMED) {
            Map.Entry<Long, Integer> unused = blame.pollLastEntry();
        }
        return blame;
    }
}
