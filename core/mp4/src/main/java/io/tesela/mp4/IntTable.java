package io.tesela.mp4;

import java.util.Arrays;

/** A growing list of 32-bit numbers that takes four bytes for each: a job may have millions of samples. */
final class IntTable {
    private int[] values = new int[64];
    private int size;

    void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
        }
        values[size++] = value;
    }

    void addAll(IntTable other) {
        for (int i = 0; i < other.size; i++) {
            add(other.values[i]);
        }
    }

    int get(int index) {
        return values[index];
    }

    void set(int index, int value) {
        values[index] = value;
    }

    int size() {
        return size;
    }

    /** Writes each number as 32 bits. */
    void writeTo(BoxWriter out) {
        for (int i = 0; i < size; i++) {
            out.u32(values[i]);
        }
    }
}
