package io.tesela.client;

import io.tesela.client.FactLine.Fact;
import java.time.Duration;
import java.util.List;

/**
 * Shows how far something is: one line that is redrawn on a terminal, a new line every few seconds elsewhere.
 *
 * <p><b>Threads:</b> one at a time.
 */
public final class LineDisplay {
    private static final Duration PLAIN_PERIOD = Duration.ofSeconds(5);

    private final Console console;
    private final boolean redraw;
    private final long beatsPerPlainLine;
    private long beats;
    private String shown = "";

    /**
     * @param redraw whether a line may be drawn over
     * @param heartbeat time between two calls of {@link #beat}
     */
    public LineDisplay(Console console, boolean redraw, Duration heartbeat) {
        this.console = console;
        this.redraw = redraw;
        if (redraw) {
            // Asked for the first time the terminal may be slow: here nobody waits but whoever began.
            console.columns();
        }
        this.beatsPerPlainLine = Math.max(1, PLAIN_PERIOD.dividedBy(heartbeat));
    }

    /**
     * Takes how far it is now, and shows that where it is time to, and news.
     *
     * @param share that is done, 0 to 1; below 0: not known
     * @param facts by importance: where there is little room the last ones are left out
     */
    public void beat(double share, List<Fact> facts) {
        beats++;
        if (redraw) {
            show(FactLine.draw(share, facts, console.columns()));
        } else if (beats % beatsPerPlainLine == 0) {
            show(FactLine.text(facts));
        }
    }

    private void show(String line) {
        if (line.equals(shown)) {
            return;
        }
        shown = line;
        if (redraw) {
            console.redraw(line);
        } else {
            console.line(line);
        }
    }
}
