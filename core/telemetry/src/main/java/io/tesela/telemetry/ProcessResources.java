package io.tesela.telemetry;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads what this process has taken from its machine, natives included, which the JVM's own numbers leave out.
 *
 * <ul>
 *   <li><b>Threads:</b> any; each call reads one small file of the kernel, which never waits for a disk.
 *   <li><b>Errors:</b> none; what the system does not tell is empty (resident memory is known on Linux only).
 *   <li><b>Source:</b> proc_pid_status(5): {@code VmRSS} and {@code VmHWM}, in KiB.
 * </ul>
 */
public final class ProcessResources {
    private static final int KIB = 1024;

    private final Path status;

    /** Reads this process. */
    public ProcessResources() {
        this(Path.of("/proc/self/status"));
    }

    /** @param status a file in the format of proc_pid_status(5) */
    ProcessResources(Path status) {
        this.status = status;
    }

    /** Returns the memory resident now, in bytes. */
    public OptionalLong residentBytes() {
        return field("VmRSS:");
    }

    /** Returns the highest resident memory since the process started, in bytes. */
    public OptionalLong peakResidentBytes() {
        return field("VmHWM:");
    }

    /**
     * Returns the highest resident memory of another process since it started, in bytes.
     *
     * @param pid of a process of this machine
     */
    public static OptionalLong peakResidentBytes(long pid) {
        return new ProcessResources(Path.of("/proc/" + pid + "/status")).peakResidentBytes();
    }

    /**
     * Returns the memory of another process that is resident now, in bytes.
     *
     * @param pid of a process of this machine
     */
    public static OptionalLong residentBytes(long pid) {
        return new ProcessResources(Path.of("/proc/" + pid + "/status")).residentBytes();
    }

    /** Returns when the process started, milliseconds since 1970; never changes. */
    public long startedAtMs() {
        return ManagementFactory.getRuntimeMXBean().getStartTime();
    }

    /** Returns how long the process has been running. */
    public Duration uptime() {
        return Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime());
    }

    /** Returns the CPU time of all threads since the process started. */
    public Optional<Duration> cpuTime() {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        if (system instanceof com.sun.management.OperatingSystemMXBean process && process.getProcessCpuTime() >= 0) {
            return Optional.of(Duration.ofNanos(process.getProcessCpuTime()));
        }
        return Optional.empty();
    }

    private OptionalLong field(String label) {
        return lines().stream()
                .filter(line -> line.startsWith(label))
                .map(line -> line.substring(label.length()).replace("kB", "").strip())
                .filter(number -> !number.isEmpty() && number.chars().allMatch(Character::isDigit))
                .mapToLong(number -> Long.parseLong(number) * KIB)
                .findFirst();
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(status, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return List.of(); // another system, or a hidden /proc: the number is unknown, which the caller is told
        }
    }
}
