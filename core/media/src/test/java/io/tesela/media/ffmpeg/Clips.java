package io.tesela.media.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The clips in {@code samples}, and the larger set beside the repository where there is one, with their facts. */
public final class Clips {
    private static final Pattern FRAMES = Pattern.compile("\"decoded_frames\":\\s*(\\d+)");
    private static final Pattern DISPLAY = Pattern.compile("\"display\":\\s*\\[\\s*(\\d+),\\s*(\\d+)");
    private static final Pattern NAME = Pattern.compile("\\s*\"([^\"]+)\"");

    private Clips() {}

    /** What a correct reader finds in a clip. */
    public record Clip(Path file, long frames, int width, int height) {
        @Override
        public String toString() {
            return file.getFileName().toString();
        }

        public byte[] bytes() {
            return FakeSource.bytes(file);
        }
    }

    /** Returns all clips that a reader can decode. */
    static List<Clip> all() {
        return folders().flatMap(Clips::of).toList();
    }

    /** Returns one clip; ends the test as skipped if it is not there. */
    public static Clip named(String name) {
        List<Clip> found =
                all().stream().filter(clip -> clip.toString().equals(name)).toList();
        assumeTrue(!found.isEmpty(), name + " is not there");
        return found.get(0);
    }

    /** Returns any file of the clip folders; ends the test as skipped if it is not there. */
    public static Path file(String name) {
        List<Path> found = folders()
                .map(folder -> folder.resolve(name))
                .filter(Files::exists)
                .toList();
        assumeTrue(!found.isEmpty(), name + " is not there");
        return found.get(0);
    }

    private static Stream<Path> folders() {
        Path root = Path.of(System.getProperty("tesela.root", "../.."))
                .toAbsolutePath()
                .normalize();
        return Stream.of(
                        root.resolve("samples"),
                        root.resolve("../shared/videos").normalize())
                .filter(Files::isDirectory);
    }

    private static Stream<Clip> of(Path folder) {
        Path facts = folder.resolve("expected.json");
        if (!Files.exists(facts)) {
            return Stream.empty();
        }
        String[] parts = text(facts).split("\"file\":", -1);
        List<Clip> clips = new ArrayList<>();
        for (String part : List.of(parts).subList(1, parts.length)) {
            Matcher name = NAME.matcher(part);
            Matcher frames = FRAMES.matcher(part);
            Matcher display = DISPLAY.matcher(part);
            assertThat(name.lookingAt()).isTrue();
            if (frames.find() && display.find() && Files.exists(folder.resolve(name.group(1)))) {
                clips.add(new Clip(
                        folder.resolve(name.group(1)),
                        Long.parseLong(frames.group(1)),
                        Integer.parseInt(display.group(1)),
                        Integer.parseInt(display.group(2))));
            }
        }
        return clips.stream();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
