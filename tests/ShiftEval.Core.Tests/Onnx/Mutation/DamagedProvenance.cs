using System.Text.Json.Nodes;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Tests.Onnx.Mutation;

/// <summary>Damages the metadata entries that ShiftEval reads: no JSON, or one property of another kind than it should be.</summary>
internal sealed class DamagedProvenance : ProtoMutator
{
    private const string Whole =
        """
        {
          "schema": "shifteval.statistics-provenance/1", "sourceSha256": "a", "parentSha256": "a", "spec": "domain", "domains": ["d"], "samples": 1,
          "sampleIdsSha256": "a", "splitRule": "all", "splitSeed": 0, "method": "population", "estimator": "total", "seed": 0, "dataSha256": "a",
          "preprocess": {}, "tool": "shifteval", "toolVersion": "1", "onnxRuntime": "1", "device": "cpu"
        }
        """;

    private static readonly string[] Keys = ["shifteval.statistics", "shifteval.statistics", "shifteval.statistics", "shifteval.preprocess", "shifteval.classes"];
    private static readonly string[] Texts = ["", "{", "{}", "[]", "null", "1", "\"text\"", "{\"toolVersion\":\"\\ud800\"}", "\0", new string('[', 200), new string('[', 100_000)];
    private static readonly string[] Properties = ["null", "-1", "1e400", "[null]", "{}", "\"\\ud800\"", "\"\\u001b[2J\\n   at X\"", "true", "[[[]]]"];

    protected override void Change(ModelProto model, Random random, string folder)
    {
        for (int entries = random.Next(1, 3); entries > 0; entries--)
        {
            string value = random.Next(2) == 0 ? Pick(Texts, random) : OtherProperty(random);
            model.MetadataProps.Add(new StringStringEntryProto { Key = Pick(Keys, random), Value = value });
        }
    }

    private static string OtherProperty(Random random)
    {
        JsonObject entry = JsonNode.Parse(Whole)!.AsObject();
        string name = Pick([.. entry.Select(property => property.Key)], random);
        entry[name] = "MARK";
        return entry.ToJsonString().Replace("\"MARK\"", Pick(Properties, random), StringComparison.Ordinal);
    }
}
