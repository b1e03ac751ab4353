using System.Text.Json;
using ShiftEval.Comparison.Setup;
using ShiftEval.Datasets.Imaging;
using ShiftEval.Diagnostics;

namespace ShiftEval.Comparison.Care;

/// <summary>Warns where images are prepared otherwise than the model's own record says.</summary>
internal static class PreprocessingCheck
{
    public static IEnumerable<Warning> Of(ModelSetup model, RunOptions options)
    {
        Preprocessing used = model.Preprocessing;
        if (options.Preprocess is not null
            && new ProblemList().Try(() => PreprocessingFinder.Find(model.Model, model.Signature, option: null, options.ProjectFolder)) is { } own
            && own.ToCanonicalJson() != used.ToCanonicalJson())
        {
            yield return Differs($"{model.Name}: images are prepared as {used.Origin} says, and {own.Origin} says otherwise");
        }

        if (model.Provenance is { } provenance && !JsonElement.DeepEquals(provenance.Preprocess, JsonElement.Parse(used.ToCanonicalJson())))
        {
            yield return Differs($"{model.Name}: images are prepared otherwise than those that its statistics were estimated from");
        }
    }

    private static Warning Differs(string what) => new("preprocess-differs", $"{what}: preprocessing is part of what statistics describe.");
}
