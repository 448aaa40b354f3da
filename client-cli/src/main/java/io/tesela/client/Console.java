package io.tesela.client;

import io.tesela.domain.failure.FailureCode;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.reflect.Method;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The only place that meets the standard streams: a video on standard input, results on standard output, everything else on
 * standard error.
 *
 * <p><b>Threads:</b> any; lines do not mix. May block as long as the terminal does.
 */
public final class Console {
    private static final int DEFAULT_COLUMNS = 80;
    private static final int MIN_COLUMNS = 20;
    private static final int MAX_COLUMNS = 1000;
    private static final String CLEAR_LINE = "\r\u001b[K";
    private static final String RED = "\u001b[31m";
    private static final String GREEN = "\u001b[32m";
    private static final String PLAIN = "\u001b[0m";

    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;
    private final WritableByteChannel video;
    private final boolean terminal;
    private final boolean colour;
    private final IntSupplier columns;

    /** Whether a program reads standard error. */
    private boolean events;

    private boolean redrawn;

    /**
     * Makes a console without standard input.
     *
     * @see #Console(InputStream, PrintStream, PrintStream, WritableByteChannel, boolean, Map)
     */
    public Console(
            PrintStream out,
            PrintStream err,
            WritableByteChannel video,
            boolean terminal,
            Map<String, String> environment) {
        this(InputStream.nullInputStream(), out, err, video, terminal, environment);
    }

    /**
     * @param in gives a video, blocking, unbuffered
     * @param out takes results
     * @param err takes everything else
     * @param video takes a video, blocking; the same place as {@code out}
     * @param terminal whether a person looks at {@code err}
     * @param environment NO_COLOR, COLUMNS, TERM
     */
    public Console(
            InputStream in,
            PrintStream out,
            PrintStream err,
            WritableByteChannel video,
            boolean terminal,
            Map<String, String> environment) {
        this(in, out, err, video, terminal, environment, () -> DEFAULT_COLUMNS);
    }

    private Console(
            InputStream in,
            PrintStream out,
            PrintStream err,
            WritableByteChannel video,
            boolean terminal,
            Map<String, String> environment,
            IntSupplier width) {
        this.in = in;
        this.out = out;
        this.err = err;
        this.video = video;
        this.terminal = terminal && !"dumb".equals(environment.get("TERM"));
        this.colour = this.terminal && environment.getOrDefault("NO_COLOR", "").isEmpty();
        OptionalInt given = columnsOf(environment.getOrDefault("COLUMNS", ""));
        this.columns = given.isPresent() ? given::getAsInt : width;
    }

    /** Returns the console of this process. */
    public static Console ofProcess(Map<String, String> environment) {
        // Not System.out: it swallows the error of a pipe that nobody reads any more.
        WritableByteChannel video = new FileOutputStream(FileDescriptor.out).getChannel();
        // Not System.in: its buffer takes more from a pipe than it is asked for.
        InputStream in = new FileInputStream(FileDescriptor.in);
        TerminalWidth width = TerminalWidth.ofProcess(DEFAULT_COLUMNS);
        return new Console(in, System.out, System.err, video, isTerminal(), environment, width::columns);
    }

    /** Has standard error say from now on what programs can read: a line of {@link JobEvents} each. */
    synchronized void speakToPrograms() {
        events = true;
    }

    /** Returns whether one line can be drawn over and over again. */
    public synchronized boolean terminal() {
        return terminal && !events;
    }

    /** Returns how wide a line may be: what COLUMNS says, else as the terminal is now. */
    public synchronized int columns() {
        return Math.min(MAX_COLUMNS, Math.max(MIN_COLUMNS, columns.getAsInt()));
    }

    /** Returns where a video comes from. */
    public InputStream input() {
        return in;
    }

    /** Returns where a video goes. */
    public WritableByteChannel video() {
        return video;
    }

    /** Prints a line for people. */
    public synchronized void line(String sentence) {
        if (events) {
            event(JobEvents.note(sentence));
        } else {
            print(printable(sentence));
        }
    }

    /** Prints to people that all went well. */
    public synchronized void success(String sentence) {
        print(colour ? GREEN + printable(sentence) + PLAIN : printable(sentence));
    }

    /** Prints what went wrong, on one line. */
    public synchronized void failure(String sentence) {
        failure(null, sentence);
    }

    /** Prints how a job ended of which there is no result: by whom it was ended, or what went wrong. */
    synchronized void verdict(Verdict verdict) {
        if (verdict.exitCode() != ExitCode.CANCELLED) {
            failure(verdict.code(), verdict.sentence());
        } else if (events) {
            event(JobEvents.cancelled(verdict.sentence()));
        } else {
            line(verdict.sentence());
        }
    }

    /** Prints an event for programs, a line of JSON; in UTF-8, whatever the terminal takes. */
    synchronized void event(String json) {
        write(err, json + "\n");
    }

    /** Draws over the line that was drawn last; only on a terminal. */
    public synchronized void redraw(String line) {
        err.print(CLEAR_LINE + printable(line));
        err.flush();
        redrawn = true;
    }

    /** Prints a result; a line that was drawn to be redrawn gives way to it. */
    public synchronized void result(String text) {
        if (redrawn) {
            err.print(CLEAR_LINE);
            err.flush();
            redrawn = false;
        }
        write(out, text);
    }

    /** Returns a writer to standard output, for help. */
    public PrintWriter resultWriter() {
        return new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), true);
    }

    /** Returns a writer to standard error, for messages about flags. */
    public PrintWriter lineWriter() {
        return new PrintWriter(new OutputStreamWriter(err, StandardCharsets.UTF_8), true);
    }

    /** Returns the text on one line: a server's sentence or a file's name must not move the cursor. */
    public static String printable(String text) {
        return text.replaceAll("\\R", " ").replaceAll("\\p{Cntrl}", "?");
    }

    private void failure(@Nullable FailureCode code, String sentence) {
        if (events) {
            event(JobEvents.error(code, sentence));
            return;
        }
        String label = colour ? RED + "error:" + PLAIN : "error:";
        print(label + " " + printable(sentence));
    }

    private static void write(PrintStream stream, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        stream.write(bytes, 0, bytes.length);
        stream.flush();
    }

    private void print(String line) {
        err.println(redrawn ? CLEAR_LINE + line : line);
        err.flush();
        redrawn = false;
    }

    private static OptionalInt columnsOf(String text) {
        try {
            return OptionalInt.of(Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    @SuppressWarnings("SystemConsoleNull") // null says it all up to Java 21; the rest asks what came later
    private static boolean isTerminal() {
        java.io.Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // Since Java 22 there may be a console without a terminal, and a method that says so.
            Method isTerminal = java.io.Console.class.getMethod("isTerminal");
            return Boolean.TRUE.equals(isTerminal.invoke(console));
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }
}
