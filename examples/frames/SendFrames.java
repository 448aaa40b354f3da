import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Sends pictures to Tesela one by one, each with its time, and stores the video that comes back: a client of the TCP protocol in
 * one file, which needs a JDK and nothing else.
 *
 * <pre>
 * java examples/frames/SendFrames.java HOST PORT CHAIN FPS FOLDER OUT
 * java examples/frames/SendFrames.java localhost 9090 canny,blur:3 25 pictures out.mp4
 * </pre>
 *
 * <p>FOLDER has JPEGs, or PNGs, which are sent in the order of their names. What is said here is described in doc/PROTOCOL.md.
 */
public final class SendFrames {
    private static final int PART_BYTES = 1 << 20;
    private static final double MICROS_PER_SECOND = 1e6;
    private static final Pattern PICTURE = Pattern.compile("(?i).*\\.(jpe?g|png)");

    private final DataInputStream in;
    private final DataOutputStream out;
    private final OutputStream video;
    private long granted;
    private long sent;
    private long stored;
    private boolean ok;

    private SendFrames(Socket socket, OutputStream video) throws IOException {
        this.in = new DataInputStream(socket.getInputStream());
        this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
        this.video = video;
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 6) {
            System.err.println("expected: HOST PORT CHAIN FPS FOLDER OUT");
            System.exit(2);
        }
        List<Path> pictures = pictures(Path.of(arguments[4]));
        if (pictures.isEmpty()) {
            System.err.println(arguments[4] + ": no pictures (expected: JPEGs or PNGs)");
            System.exit(2);
        }
        try (Socket socket = new Socket(arguments[0], Integer.parseInt(arguments[1]));
                OutputStream video = Files.newOutputStream(Path.of(arguments[5]))) {
            boolean ok =
                    new SendFrames(socket, video).run(arguments[2], Double.parseDouble(arguments[3]), pictures);
            System.exit(ok ? 0 : 3);
        }
    }

    private static List<Path> pictures(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> PICTURE.matcher(file.toString()).matches()).sorted().toList();
        }
    }

    private boolean run(String chain, double framesPerSecond, List<Path> pictures) throws IOException {
        say("{\"type\":\"handshake\",\"version\":1,\"mode\":\"frames\",\"container\":\"fmp4\",\"name\":\"pictures\","
                + "\"filters\":" + filters(chain) + "}", new byte[0], 0, 0);
        for (int seq = 0; seq < pictures.size(); seq++) {
            send(seq, Math.round(seq * MICROS_PER_SECOND / framesPerSecond), Files.readAllBytes(pictures.get(seq)));
        }
        say("{\"type\":\"eof\",\"total_frames\":" + pictures.size() + "}", new byte[0], 0, 0);
        boolean more = true;
        while (more) {
            more = hear();
        }
        return ok;
    }

    /** A picture goes in parts, each once the server takes it; what it says meanwhile is heard. */
    private void send(int seq, long ptsMicros, byte[] picture) throws IOException {
        int from = 0;
        while (from < picture.length) {
            int length = Math.min(PART_BYTES, picture.length - from);
            while (sent + length > granted || in.available() > 0) {
                hear();
            }
            boolean last = from + length == picture.length;
            say("{\"type\":\"frame\",\"seq\":" + seq + ",\"pts\":" + ptsMicros + ",\"bytes\":" + length + ",\"last\":" + last
                    + "}", picture, from, length);
            from += length;
            sent += length;
        }
    }

    /** Takes one message; returns whether more will come. */
    private boolean hear() throws IOException {
        byte[] json = new byte[in.readInt()];
        in.readFully(json);
        String message = new String(json, StandardCharsets.UTF_8);
        byte[] payload = new byte[(int) number(message, "bytes", 0)];
        in.readFully(payload);
        switch (text(message, "type")) {
            case "grant" -> granted = Math.max(granted, number(message, "offset", 0));
            case "output" -> store(payload);
            case "error" -> throw new IOException(text(message, "message"));
            case "result" -> {
                if (message.contains("\"last\":true")) {
                    say("{\"type\":\"received\",\"offset\":" + stored + ",\"complete\":true}", new byte[0], 0, 0);
                    ok = message.contains("\"ok\":true");
                    System.out.println("ok: " + ok + ", " + stored + " bytes");
                    return false;
                }
            }
            default -> {
                // Progress, and what later versions may say.
            }
        }
        return true;
    }

    private void store(byte[] payload) throws IOException {
        video.write(payload);
        stored += payload.length;
        say("{\"type\":\"received\",\"offset\":" + stored + "}", new byte[0], 0, 0);
    }

    private void say(String json, byte[] payload, int from, int length) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
        out.write(payload, from, length);
        out.flush();
    }

    /** {@code canny:50:150,blur:3} becomes {@code [["canny",[50,150]],["blur",[3]]]}. */
    private static String filters(String chain) {
        return Stream.of(chain.split(","))
                .map(filter -> filter.split(":", 2))
                .map(parts -> "[\"" + parts[0] + "\",[" + (parts.length > 1 ? values(parts[1]) : "") + "]]")
                .toList()
                .toString();
    }

    /** A word, such as {@code otsu}, is a string; the rest are numbers. */
    private static String values(String parameters) {
        return Stream.of(parameters.split(":"))
                .map(value -> value.matches("-?[0-9.]+") ? value : "\"" + value + "\"")
                .collect(Collectors.joining(","));
    }

    private static String text(String json, String field) {
        Matcher found = Pattern.compile("\"" + field + "\":\"((?:[^\"\\\\]|\\\\.)*)\"").matcher(json);
        return found.find() ? found.group(1) : "";
    }

    private static long number(String json, String field, long otherwise) {
        Matcher found = Pattern.compile("\"" + field + "\":(\\d+)").matcher(json);
        return found.find() ? Long.parseLong(found.group(1)) : otherwise;
    }
}
