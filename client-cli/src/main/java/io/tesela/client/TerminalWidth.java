package io.tesela.client;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How wide the terminal of this process is, also after it was made wider or narrower: asked of a command, since Java does not know.
 *
 * <p><b>Threads:</b> one at a time. The first question is waited for, at most {@link #BOUND}; later ones are answered in the
 * background.
 */
final class TerminalWidth {
    /** Of POSIX; it looks at the terminal that is its standard input. */
    private static final List<String> STTY = List.of("stty", "size");

    private static final String TERMINAL = "/dev/tty";
    private static final Duration BOUND = Duration.ofMillis(500);
    /** A question takes some 2 ms of CPU; and who resizes a window sees the line follow. */
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final List<String> question;
    private final File terminal;
    private final LongSupplier nanos;
    private CompletableFuture<OptionalInt> answer = CompletableFuture.completedFuture(OptionalInt.empty());
    private boolean asked;
    private long askedAtNanos;
    private int columns;

    /**
     * @param question command that prints rows and columns of its standard input
     * @param nanos any clock that runs evenly
     * @param otherwise columns, where nobody answers
     */
    TerminalWidth(List<String> question, File terminal, LongSupplier nanos, int otherwise) {
        this.question = question;
        this.terminal = terminal;
        this.nanos = nanos;
        this.columns = otherwise;
    }

    static TerminalWidth ofProcess(int otherwise) {
        return new TerminalWidth(STTY, new File(TERMINAL), System::nanoTime, otherwise);
    }

    int columns() {
        long now = nanos.getAsLong();
        if (!asked) {
            asked = true;
            askedAtNanos = now;
            answer = CompletableFuture.completedFuture(ask());
        }
        if (answer.isDone()) {
            columns = answer.join().orElse(columns);
        }
        if (answer.isDone() && now - askedAtNanos >= PERIOD.toNanos()) {
            askedAtNanos = now;
            answer = CompletableFuture.supplyAsync(this::ask);
        }
        return columns;
    }

    /** Empty where there is no such command, or no terminal. */
    private OptionalInt ask() {
        try {
            Process process = new ProcessBuilder(question)
                    .redirectInput(terminal)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (InputStream said = process.getInputStream()) {
                boolean ended = process.waitFor(BOUND.toMillis(), TimeUnit.MILLISECONDS);
                return ended
                        ? columnsOf(new String(said.readAllBytes(), StandardCharsets.US_ASCII))
                        : OptionalInt.empty();
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            return OptionalInt.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalInt.empty();
        }
    }

    /** Returns the second number; a terminal that does not know its width says 0. */
    private static OptionalInt columnsOf(String said) {
        try {
            int columns = Integer.parseInt(said.strip().replaceFirst("\\d+ ", ""));
            return columns > 0 ? OptionalInt.of(columns) : OptionalInt.empty();
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }
}
