package io.tesela.wire;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.filter.FilterChain;
import io.tesela.domain.filter.ParameterDeclaration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One filter as a client asks for it, which need not know what the server has: parameters by name or by position.
 *
 * <pre>
 * compact           JSON
 * canny             ["canny",{}]
 * blur:3            ["blur",[3]]
 * blur:k=3          ["blur",{"k":3}]
 * canny:50:150      ["canny",[50,150]]
 * threshold:otsu    ["threshold",["otsu"]]
 * </pre>
 *
 * @param name letters, digits, '-' and '_'
 * @param named values by the name of the parameter, in order; empty if they come by position. A value is a number as people write
 *     it, or a word of small letters, digits and '-'
 * @param positional values in the order of the filter's declaration; empty if they come by name
 */
public record FilterRequest(String name, Map<String, String> named, List<String> positional) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9-]{0,63}");
    private static final int MAX_PARAMETERS = 16;

    public FilterRequest {
        requireName("filter", name);
        if (!named.isEmpty() && !positional.isEmpty()) {
            throw refusal(name + ": " + named.keySet() + " by name beside " + positional
                    + " by position (expected: all parameters by name, or all by position)");
        }
        if (named.size() + positional.size() > MAX_PARAMETERS) {
            throw refusal(name + ": " + (named.size() + positional.size()) + " parameters (expected: at most "
                    + MAX_PARAMETERS + ")");
        }
        for (String parameter : named.keySet()) {
            requireName(name + ": parameter", parameter);
        }
        Map<String, String> written = new LinkedHashMap<>();
        for (Map.Entry<String, String> parameter : named.entrySet()) {
            written.put(parameter.getKey(), written(name, parameter.getValue()));
        }
        List<String> inOrder = new ArrayList<>();
        for (String value : positional) {
            inOrder.add(written(name, value));
        }
        named = Collections.unmodifiableMap(written);
        positional = List.copyOf(inOrder);
    }

    /**
     * Returns the filters of a compact chain such as {@code canny,blur:3}.
     *
     * @throws TeselaException {@link FailureCode#BAD_FILTER} if it is not a chain; whether the filters exist is not known here
     */
    public static List<FilterRequest> parseChain(String chain) {
        String[] links = chain.split(",", FilterChain.MAX_LENGTH + 2);
        if (links.length > FilterChain.MAX_LENGTH) {
            throw tooLong();
        }
        List<FilterRequest> filters = new ArrayList<>();
        for (String link : links) {
            filters.add(parse(link));
        }
        return filters;
    }

    /** Returns the compact chain, which {@link FilterChain#parse} understands; empty for no filters. */
    public static String chain(List<FilterRequest> filters) {
        return filters.stream().map(FilterRequest::toString).collect(Collectors.joining(","));
    }

    static TeselaException tooLong() {
        return refusal("filters: a longer chain (expected: 1 to " + FilterChain.MAX_LENGTH + " filters)");
    }

    /** Returns the compact form. */
    @Override
    public String toString() {
        StringBuilder link = new StringBuilder(name);
        named.forEach((parameter, value) ->
                link.append(':').append(parameter).append('=').append(value));
        positional.forEach(value -> link.append(':').append(value));
        return link.toString();
    }

    private static FilterRequest parse(String link) {
        String[] words = link.trim().split(":", -1);
        String name = words[0].trim();
        Map<String, String> named = new LinkedHashMap<>();
        List<String> positional = new ArrayList<>();
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            String value = words[i].substring(equals + 1).trim();
            if (equals < 0) {
                positional.add(value);
            } else if (named.put(words[i].substring(0, equals).trim(), value) != null) {
                throw refusal(name + ": " + words[i].substring(0, equals).trim() + " is given twice (expected: once)");
            }
        }
        return new FilterRequest(name, named, positional);
    }

    /** Returns a value in the one form that it has here. */
    private static String written(String filter, String value) {
        if (WORD.matcher(value).matches()) {
            return value;
        }
        try {
            double number = Double.parseDouble(value);
            requireFinite(filter, number);
            return ParameterDeclaration.format(number);
        } catch (NumberFormatException e) {
            throw new TeselaException(
                    FailureCode.BAD_FILTER,
                    filter + ": '" + value + "' (expected: a number or a word of small letters, or name=value)",
                    e);
        }
    }

    private static void requireName(String what, String name) {
        if (!NAME.matcher(name).matches()) {
            throw refusal(what + ": '" + name + "' (expected: 1 to 64 letters, digits, '-' and '_')");
        }
    }

    private static void requireFinite(String filter, double value) {
        if (!Double.isFinite(value)) {
            throw refusal(filter + ": " + value + " (expected: a finite number)");
        }
    }

    private static TeselaException refusal(String sentence) {
        return new TeselaException(FailureCode.BAD_FILTER, sentence);
    }
}
