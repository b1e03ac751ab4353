using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace ShiftEval.Datasets;

/// <summary>One row's texts over a header that all rows share: a dictionary at the price of an array.</summary>
internal sealed class SampleColumns(IReadOnlyDictionary<string, int> index, string[] values) : IReadOnlyDictionary<string, string>
{
    public int Count => values.Length;

    public IEnumerable<string> Keys => index.Keys;

    public IEnumerable<string> Values => values;

    public string this[string key] => values[index[key]];

    public bool ContainsKey(string key) => index.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value)
    {
        bool found = index.TryGetValue(key, out int position);
        value = found ? values[position] : null;
        return found;
    }

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator()
    {
        foreach ((string name, int position) in index)
        {
            yield return new KeyValuePair<string, string>(name, values[position]);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
