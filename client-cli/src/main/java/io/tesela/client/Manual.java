package io.tesela.client;

import java.util.List;
import java.util.stream.Stream;

/**
 * What the manual page of a command says that its help does not.
 *
 * @param environment variables that it reads
 * @param files that it leaves or reads
 * @param examples what to type, and what that does
 * @param seeAlso other pages and documents
 */
public record Manual(List<Entry> environment, List<Entry> files, List<Entry> examples, List<String> seeAlso) {
    /** Stands for the command's name in what is to be typed. */
    private static final String COMMAND = "{}";

    public Manual {
        environment = List.copyOf(environment);
        files = List.copyOf(files);
        examples = List.copyOf(examples);
        seeAlso = List.copyOf(seeAlso);
    }

    /** Something by its name, with a sentence about it. */
    public record Entry(String name, String meaning) {
        Entry in(String command) {
            return new Entry(name.replace(COMMAND, command), meaning);
        }
    }

    /** Returns what is to be said of the commands that speak with a server. */
    public static Manual ofClient() {
        return new Manual(
                List.of(
                        new Entry(
                                "TESELA_...",
                                "A default for the option of that name: TESELA_MAX_DEGRADED for --max-degraded. An option wins over"
                                        + " it, and it over the file of --config."),
                        new Entry("TESELA_JAVA_OPTS", "Options for the JVM, such as -Xmx2g; separated by spaces."),
                        new Entry("JAVA_HOME", "The Java to use, 17 or newer; else that of PATH."),
                        new Entry("NO_COLOR", "No colours, if it is not empty."),
                        new Entry("COLUMNS", "The width of the line of progress, in the place of the terminal's."),
                        new Entry("TERM", "dumb for no line that is redrawn, and no colours.")),
                List.of(
                        new Entry(
                                "out.mp4.part",
                                "Of --out out.mp4, the output while it grows; playable at any time. It becomes out.mp4 when it is"
                                        + " complete and verified."),
                        new Entry("out.json", "The report."),
                        new Entry(
                                "out.frame_crc32c", "A line for each frame: the CRC32C of what the encoder was given."),
                        new Entry("out.preview.gif", "Of --preview, an animation of the result."),
                        new Entry("out.preview.jpg", "Of --preview, the newest frame while the job works.")),
                List.of(
                        new Entry(
                                "{} upload --host ::1 --video IN.mp4 --filters sobel --tiles 4x2 --out out.mp4",
                                "Sends a video, waits, and receives the result."),
                        new Entry(
                                "ffmpeg -i IN.mov -c copy -f mpegts - | {} upload --video - --out - | ffplay -",
                                "Filters a video while it is made, and no faster than the result is taken."),
                        new Entry(
                                "{} upload --video IN.mp4 --detach",
                                "Ends once the video is there, and prints the job's id."),
                        new Entry("{} jobs", "Lists what the server has, and how far it is."),
                        new Entry(
                                "{} status JOB --watch",
                                "Shows how a job goes on, until it ends; Ctrl-C ends the watching only."),
                        new Entry("{} fetch JOB --out out.mp4", "Receives the result, as it comes."),
                        new Entry(". <({} completion)", "Has the shell complete commands, flags and files.")),
                List.of("ffmpeg(1)", "ffplay(1)"));
    }

    /** Returns this, and behind each part of it that of another. */
    public Manual and(Manual more) {
        return new Manual(
                joined(environment, more.environment),
                joined(files, more.files),
                joined(examples, more.examples),
                joined(seeAlso, more.seeAlso));
    }

    private static <T> List<T> joined(List<T> some, List<T> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }
}
