package io.tesela.processor.custody;

import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What was noted with the committed offset of a partition.
 *
 * <pre>
 * custody/1 deaths=3 below=940 blamed=912:1,915:1 probing=915     an owner is at work, or has died
 * left custody/1 deaths=0 below=0                                 it has left in order
 * </pre>
 *
 * {@code blamed} and {@code probing} are there only if there is something to say. Whatever else stands there, as that of a later
 * version, says nothing of any death.
 *
 * @param over whether nobody was at work with the partition any more when this was committed
 */
record CustodyNote(Custody custody, boolean over) {
    /** What the carrier puts before a note when its owner leaves. */
    static final String LEFT = "left ";

    private static final CustodyNote NOTHING = new CustodyNote(Custody.NONE, true);
    private static final String OFFSET = "(?:0|[1-9]\\d{0,17})";
    private static final String DEATHS = "(?:0|[1-9]\\d{0,8})";
    private static final String BLAME = OFFSET + ":" + DEATHS;
    private static final Pattern TEXT = Pattern.compile("(?<left>" + LEFT + ")?custody/1"
            + " deaths=(?<deaths>" + DEATHS + ")"
            + " below=(?<below>" + OFFSET + ")"
            + "(?: blamed=(?<blamed>" + BLAME + "(?:," + BLAME + ")*))?"
            + "(?: probing=(?<probing>" + OFFSET + "))?");

    static CustodyNote parse(String text) {
        Matcher found = TEXT.matcher(text);
        if (!found.matches()) {
            return NOTHING;
        }
        Custody custody = new Custody(
                Integer.parseInt(found.group("deaths")),
                Long.parseLong(found.group("below")),
                parseBlame(found.group("blamed")),
                parseOffset(found.group("probing")));
        return new CustodyNote(custody, found.group("left") != null);
    }

    /** Returns the note of an owner that is at work; 500 characters at most. */
    static String atWork(Custody custody) {
        StringBuilder text = new StringBuilder("custody/1 deaths=")
                .append(custody.deaths())
                .append(" below=")
                .append(custody.suspectBelow());
        if (!custody.blamed().isEmpty()) {
            text.append(" blamed=").append(blameText(custody.blamed()));
        }
        custody.probing().ifPresent(offset -> text.append(" probing=").append(offset));
        return text.toString();
    }

    private static String blameText(Map<Long, Integer> blame) {
        return blame.entrySet().stream()
                .map(entry -> entry.getKey() + ":" + entry.getValue())
                .collect(Collectors.joining(","));
    }

    private static SortedMap<Long, Integer> parseBlame(@Nullable String text) {
        SortedMap<Long, Integer> blame = new TreeMap<>();
        if (text != null) {
            for (String entry : text.split(",", -1)) {
                int colon = entry.indexOf(':');
                blame.put(Long.parseLong(entry.substring(0, colon)), Integer.parseInt(entry.substring(colon + 1)));
            }
        }
        return blame;
    }

    private static OptionalLong parseOffset(@Nullable String text) {
        return text == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
    }
}
